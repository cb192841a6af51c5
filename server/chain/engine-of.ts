/**
 * Which engine made a block of a foreign chain, as far as its header tells: chains have changed theirs, and from the merge on
 * (EIP-3675) a difficulty of 0 says that proof of stake has taken over.
 */
import { CLIQUE, ETHASH, ETHEREUM, IBFT1 } from "./block-hash";
import type { Header } from "./header";

/** The contract's word; null where the rules name one engine for the whole chain. */
export function engineOf(rules: string, { difficulty }: Pick<Header, "difficulty">): string | null {
  switch (rules) {
    case ETHEREUM:
    case ETHASH:
      return difficulty === 0n ? "pos" : "ethash";
    case CLIQUE:
      return difficulty === 0n ? "pos" : "clique";
    case IBFT1:
      return "ibft";
    default:
      return null;
  }
}
