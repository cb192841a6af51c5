// Histories of clients, held against a sequential specification. For tests.

export { checkLinearizable, type Verdict } from "./check";
export { impossible, type Model, type Operation } from "./model";
export {
  type RegisterInput,
  type RegisterOutput,
  register,
  type TextInput,
  type TextOutput,
  texts,
} from "./models";
