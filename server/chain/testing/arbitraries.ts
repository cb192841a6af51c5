/** Generators for property tests of this room. */
import fc from "fast-check";
import type { Header } from "../header";

export const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const safeInteger = fc.nat({ max: Number.MAX_SAFE_INTEGER });

const frontier = {
  parentHash: bytes(32),
  unclesHash: bytes(32),
  coinbase: bytes(20),
  stateRoot: bytes(32),
  transactionsRoot: bytes(32),
  receiptsRoot: bytes(32),
  logsBloom: bytes(256),
  difficulty: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  number: safeInteger,
  gasLimit: uint64,
  gasUsed: uint64,
  timestamp: safeInteger,
  extraData: fc.uint8Array({ maxLength: 200 }),
  mixHash: bytes(32),
  nonce: bytes(8),
};
const london = { ...frontier, baseFeePerGas: uint64 };
const shanghai = { ...london, withdrawalsRoot: bytes(32) };
const cancun = { ...shanghai, blobGasUsed: uint64, excessBlobGas: uint64, parentBeaconBlockRoot: bytes(32) };
const prague = { ...cancun, requestsHash: bytes(32) };

export const headers: fc.Arbitrary<Header> = fc.oneof(
  fc.record(frontier),
  fc.record(london),
  fc.record(shanghai),
  fc.record(cancun),
  fc.record(prague),
);
