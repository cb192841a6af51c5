// Transactions that wait for a block.

export { type Admission, Mempool, type Source } from "./mempool";
export type { Entry } from "./pool";
