export { OperationCard } from "./OperationCard";
export { operationsOf, shapesOf } from "./openapi";
