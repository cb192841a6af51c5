export { LiveTopics } from "./LiveTopics";
export { OperationCard } from "./OperationCard";
export { operationsOf, shapesOf } from "./openapi";
export { ProblemList } from "./ProblemList";
