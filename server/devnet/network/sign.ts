/** Signed transactions of the types that our networks admit: 0 (EIP-155), 1 (EIP-2930) and 2 (EIP-1559). */
import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createAccessList2930Tx, createFeeMarket1559Tx, createLegacyTx } from "@ethereumjs/tx";
import { createAddressFromString } from "@ethereumjs/util";
import { LRUCache } from "lru-cache";

const GWEI = 10n ** 9n;
/** Far above our networks' base fee; what exceeds it is not charged (type 2), and faucet money pays the rest. */
const PRICE_WEI = 20n * GWEI;
const TIP_WEI = GWEI;

export interface Unsigned {
  readonly type: 0 | 1 | 2;
  readonly chainId: number;
  readonly nonce: number;
  /** Absent: makes a contract. */
  readonly to?: string;
  readonly valueWei: bigint;
  readonly data?: Uint8Array;
  readonly gasLimit: bigint;
}

type Common = ReturnType<typeof createCustomCommon>;
const commons = new LRUCache<number, Common>({ max: 16 });

function commonOf(chainId: number): Common {
  const known = commons.get(chainId);
  if (known) return known;
  const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Cancun });
  commons.set(chainId, common);
  return common;
}

/** @returns the bytes as they travel: an EIP-2718 envelope, or RLP for type 0 */
export function signTransaction(unsigned: Unsigned, privateKey: Uint8Array): Uint8Array {
  const { chainId, nonce, gasLimit } = unsigned;
  const common = commonOf(chainId);
  const fields = {
    nonce: BigInt(nonce),
    gasLimit,
    value: unsigned.valueWei,
    data: unsigned.data ?? new Uint8Array(0),
    ...(unsigned.to === undefined ? {} : { to: createAddressFromString(unsigned.to) }),
  };
  switch (unsigned.type) {
    case 0:
      return createLegacyTx({ ...fields, gasPrice: PRICE_WEI }, { common })
        .sign(privateKey)
        .serialize();
    case 1:
      return createAccessList2930Tx({ ...fields, chainId: BigInt(chainId), gasPrice: PRICE_WEI }, { common })
        .sign(privateKey)
        .serialize();
    case 2:
      return createFeeMarket1559Tx(
        { ...fields, chainId: BigInt(chainId), maxFeePerGas: PRICE_WEI, maxPriorityFeePerGas: TIP_WEI },
        { common },
      )
        .sign(privateKey)
        .serialize();
  }
}
