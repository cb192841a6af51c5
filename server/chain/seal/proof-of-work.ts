/**
 * Bitcoin's seal: the header's hash, as a number, is not above the target that the header states, and that target is one that
 * the network allows. Whether the difficulty is the one that the blocks before demand is not recomputed: that takes a fortnight
 * of them, and the detail says so.
 */
import { fromBigEndian, to0x, toHex } from "#server/lib/bytes";
import { targetOf } from "../utxo/header";
import type { UtxoNetwork } from "../utxo/networks";
import { failed } from "../verify/findings";
import type { CheckResult } from "../verify/types";

const word = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}`;

/** @param hash computed, in display order */
export function checkProofOfWork(hash: Uint8Array, bits: number, network: UtxoNetwork): CheckResult {
  const stated = `bits 0x${bits.toString(16).padStart(8, "0")}`;
  const target = targetOf(bits);
  if (target === null) return failed(`${stated} stand for no target between 1 and 2^256`);
  if (target > network.powLimit)
    return {
      ...failed("the target is easier than the network allows"),
      stated: word(target),
      computed: word(network.powLimit),
    };
  const met = fromBigEndian(hash) <= target;
  return {
    status: met ? "ok" : "failed",
    stated: word(target),
    computed: to0x(hash),
    detail: met
      ? `the hash is not above the target of ${stated}; whether that is the difficulty due at this height is not recomputed`
      : `hash ${toHex(hash)} is above the target of ${stated}`,
  };
}
