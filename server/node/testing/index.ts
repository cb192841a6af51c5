/** Real node processes in a temporary folder, for tests and benchmarks. */
export { newKey, TestNetwork, type TestNode } from "./network";
export { transfer } from "./transaction";
