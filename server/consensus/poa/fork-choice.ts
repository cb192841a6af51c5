/**
 * Which block is the head: the one place where a validator may change its mind, and so the one that safety hangs on.
 *
 * A vote (t, X) says "in turn t my head is X"; a validator's votes have rising turns, one each. q votes of one turn for
 * exactly one block A make A final. With F the last final block known here, and (p, B) this node's last vote:
 *   1. Let s be the newest turn, s >= p, of which at least q votes for blocks in the tree are held. Walk from F, at each
 *      step to the child whose subtree has most of these votes (ties: lowest hash); where no votes remain below, take the
 *      best descendant (highest, ties: lowest hash).
 *   2. Without such a turn: the best descendant of B; of F, when B does not descend from F.
 *
 * Claim. Let A be final by the votes of Q0 in turn s0. Then every vote of a member of Q0 in a turn t >= s0 is in A's subtree.
 * Proof, by induction over votes ordered by (turn, time), for all such A at once. A node's turn is never below that of a vote
 * or certificate it holds (it jumps), so whatever a vote of turn t rests upon is smaller in this order. The vote in s0 is for
 * A. Let w of Q0 vote in t > s0; its last vote (p, B), s0 <= p < t, is in A's subtree.
 *   Final blocks are comparable: if F is final by Q1 in s1 <= t, then Q0 and Q1 share a validator (2q > n). If s0 <= s1, its
 *   vote for F is in A's subtree; if s1 < s0, its vote for A is in F's. Both votes are smaller than w's.
 *   Rule 1: of the m >= q votes of turn s >= s0 at most n - q are not of Q0; these alone can lie outside A's subtree. Inside
 *   are at least q - (n - q) = 2q - n > n - q. So if A is above F, each step of the walk towards A has a strict majority and
 *   no tie, and the walk ends in A's subtree; if F is in A's subtree, so is all below F. It does not matter which m votes
 *   are held, nor that votes for unknown blocks (and for ones below F) are left out.
 *   Rule 2: B, and so all below B, is in A's subtree. If B does not descend from F: either F descends from B, hence from A; or
 *   B conflicts with F, then s1 >= s0 (otherwise A, and so B, would descend from F) and F is in A's subtree by the above.
 * So two final blocks never conflict. A proposal is a vote and obeys the same rule: it extends the head. A node that
 * never votes has no (p, B) and merely follows.
 *
 * The fallback of rule 2 matters: a validator that was cut off votes on in ever higher turns, alone; when it learns of F,
 * final in a turn below its p, no quorum above p may exist yet, and still it must leave its fork at once.
 * B missing from the tree means "conflicts with F or lies below it": the driver must have stored a block before it says that
 * the block is checked, so that a restart cannot lose B.
 */
import type { BlockHash, BlockMeta } from "../engine";
import type { BlockTree } from "./tree";
import type { VoteBook } from "./votes";

export interface LastVote {
  readonly turn: number;
  readonly hash: BlockHash;
}

export function chooseHead(tree: BlockTree, book: VoteBook, lastVote: LastVote | null, quorum: number): BlockMeta {
  for (const turn of book.turnsDescending()) {
    if (turn < (lastVote?.turn ?? 0)) break;
    const votedFor = [...book.of(turn)].map((vote) => tree.get(vote.hash)).filter((block) => block !== undefined);
    if (votedFor.length >= quorum) return ghost(tree, votedFor);
  }
  const base = lastVote === null ? undefined : tree.get(lastVote.hash);
  return tree.tip(base ?? tree.root);
}

/** Greedy heaviest-observed subtree (Sompolinsky, Zohar 2013), weighed by the votes of one turn. */
function ghost(tree: BlockTree, votedFor: readonly BlockMeta[]): BlockMeta {
  const weights = new Map<BlockHash, number>();
  for (const block of votedFor) {
    for (const { hash } of tree.path(block.hash)) weights.set(hash, (weights.get(hash) ?? 0) + 1);
  }
  let at = tree.root;
  for (;;) {
    let heaviest: BlockMeta | null = null;
    for (const child of tree.children(at.hash)) {
      if (weights.has(child.hash) && (heaviest === null || heavier(child, heaviest, weights))) heaviest = child;
    }
    if (heaviest === null) return tree.tip(at);
    at = heaviest;
  }
}

function heavier(a: BlockMeta, b: BlockMeta, weights: ReadonlyMap<BlockHash, number>): boolean {
  const difference = (weights.get(a.hash) ?? 0) - (weights.get(b.hash) ?? 0);
  return difference === 0 ? a.hash < b.hash : difference > 0;
}
