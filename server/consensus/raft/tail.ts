/** What happens at the log's end: blocks come, blocks go; members, head and disk go with them. */
import type { BlockMeta } from "../engine";
import type { Effects } from "./effects";
import type { RaftState } from "./state";

/** Each follows upon the one before it, the first upon the log's last. One record for all of them. */
export function appendBlocks(state: RaftState, blocks: readonly BlockMeta[], out: Effects): void {
  const { log, memberships, writes } = state;
  for (const block of blocks) {
    log.append(block);
    if (memberships.append(block) && block.change !== null) {
      out.changed = true;
      out.journal({ type: "membershipChanged", change: block.change, voters: memberships.current.voters });
    }
  }
  writes.blocksWritten(out.persist({ type: "blocks", blocks }), log.last.height);
  out.moved = true;
}

/** The tail conflicts with the leader's log. What it brought is undone. */
export function truncate(state: RaftState, fromHeight: number, out: Effects): void {
  const { log, memberships, writes, execution, role } = state;
  const blocks = log.truncateFrom(fromHeight);
  out.moved = true;
  out.journal({ type: "logTruncated", fromHeight, blocks });
  writes.truncated(fromHeight);
  if (memberships.truncateFrom(fromHeight)) out.changed = true;
  if (role.role === "follower")
    for (const height of role.given.keys()) if (height >= fromHeight) role.given.delete(height);
  if (execution.truncated(fromHeight)) {
    const head = log.at(execution.executedHeight);
    if (head !== undefined) out.push({ type: "head", block: head });
  }
}
