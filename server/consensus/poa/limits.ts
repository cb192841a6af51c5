/** Everything that can grow in a PoA engine, with the reason of its bound. */

/** Votes are kept for so many turns: far more than a fork choice looks back, and a partition may last for hours. */
export const VOTE_TURNS_MAX = 64;
/** Blocks above the final one after which a proposer waits for finality: each must be held, and may be for nothing. */
export const UNFINAL_BLOCKS_MAX = 32;
/** Blocks in the tree, forks included: many times what honest proposers can make of `UNFINAL_BLOCKS_MAX`. */
export const TREE_BLOCKS_MAX = 1024;
/** Blocks under way in the driver's check. More would be a flood; they come again. */
export const CHECKING_MAX = 64;
/** Unknown blocks that votes or proposals speak of. */
export const WANTED_MAX = 64;
/** After so many fetches in vain a block is forgotten until somebody speaks of it again. */
export const FETCH_ATTEMPTS_MAX = 8;
/** Blocks that were refused of late, so that they are not checked again with every resend. */
export const REFUSED_MAX = 128;
/** Certificates that came before their block. */
export const PENDING_CERTIFICATES_MAX = 16;
/** Proposals remembered by turn, to notice a second one. */
export const PROPOSALS_MAX = 128;
/** Turns are counted in exact integers; a message beyond is nonsense. */
export const TURN_MAX = 2 ** 48;

/** Drops what was put in first until the map fits. */
export function bound<K, V>(map: Map<K, V>, entriesMax: number): void {
  for (const key of map.keys()) {
    if (map.size <= entriesMax) return;
    map.delete(key);
  }
}
