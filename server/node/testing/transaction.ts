/** Signed transfers for tests. */

import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createFeeMarket1559Tx } from "@ethereumjs/tx";
import { fromHex } from "#server/lib/bytes";
import type { TestKey } from "./network";

export interface Transfer {
  readonly from: TestKey;
  readonly nonce: number;
  readonly chainId: number;
  readonly to?: string;
  readonly value?: bigint;
  readonly tip?: bigint;
  readonly gasLimit?: bigint;
}

const SINK = "0x00000000000000000000000000000000000000aa";

export function transfer(input: Transfer): Uint8Array {
  const tip = input.tip ?? 1_000_000_000n;
  const common = new Common({ chain: { ...Mainnet, chainId: input.chainId }, hardfork: Hardfork.Cancun });
  const transaction = createFeeMarket1559Tx(
    {
      nonce: BigInt(input.nonce),
      to: fromHex(input.to ?? SINK),
      value: input.value ?? 1n,
      gasLimit: input.gasLimit ?? 21_000n,
      maxFeePerGas: 10_000_000_000n + tip,
      maxPriorityFeePerGas: tip,
      chainId: BigInt(input.chainId),
    },
    { common },
  );
  return transaction.sign(input.from.privateKey).serialize();
}
