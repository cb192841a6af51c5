/** A register as a contract: each call reads it, may change it, and logs what was there before. */
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createFeeMarket1559Tx } from "@ethereumjs/tx";
import { fromHex } from "#server/lib/bytes";
import type { TestKey } from "./network";

/** One word each: mode (0 read, 1 write, 2 compare and set), expected, value. Everything in the one storage slot 0. */
const CODE = [
  "5f54805f52", // previous = slot 0, kept for the log
  "5f35", // mode
  "80600114602257", // 1: write
  "600214601757", // 2: compare
  "602856", // else: log
  "5b60203514602257602856", // compare: is previous what was expected?
  "5b6040355f55", // write the value
  "5b60205fa000", // log previous
].join("");

export const REGISTER = { address: "0x00000000000000000000000000000000000000fe", code: `0x${CODE}` };

export type RegisterCall =
  | { readonly type: "read" }
  | { readonly type: "write"; readonly value: number }
  | { readonly type: "compareAndSet"; readonly expected: number; readonly value: number };

export function registerTransaction(from: TestKey, nonce: number, chainId: number, call: RegisterCall): Uint8Array {
  const [mode, expected, value] = wordsOf(call);
  const data = [mode, expected, value].map((word) => word.toString(16).padStart(64, "0")).join("");
  const common = new Common({ chain: { ...Mainnet, chainId }, hardfork: Hardfork.Cancun });
  const transaction = createFeeMarket1559Tx(
    {
      ...{ nonce: BigInt(nonce), to: fromHex(REGISTER.address), data: fromHex(data), chainId: BigInt(chainId) },
      ...{ gasLimit: 100_000n, maxFeePerGas: 11_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n },
    },
    { common },
  );
  return transaction.sign(from.privateKey).serialize();
}

function wordsOf(call: RegisterCall): [number, number, number] {
  switch (call.type) {
    case "read":
      return [0, 0, 0];
    case "write":
      return [1, 0, call.value];
    case "compareAndSet":
      return [2, call.expected, call.value];
  }
}
