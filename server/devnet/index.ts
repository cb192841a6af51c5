// A real network of node processes on one machine, with its own Postgres.

export { createFaucet, type Faucet, FaucetError } from "./faucet";
export { generateKey, type KeyPair, readKey, readKeys, writeKeys } from "./network/keys";
export { networkFolder } from "./network/shape";
export { signTransaction, type Unsigned } from "./network/sign";
export { type StartConfig, startAll } from "./start";
export { type Identity, identify, isSame } from "./supervisor/identity";
