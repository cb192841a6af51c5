/** A node's consensus as the console shows it: the newest heartbeat's, kept current by the journal in between. Pure. */
import type { ConsensusStatus, JournalEntry, PoaSigned } from "#proto";
import { raftWithJournal } from "./raft-consensus";

/** @returns the changed status, or null where the entry changes nothing that is shown */
export function withJournal(status: ConsensusStatus, self: string, entry: JournalEntry): ConsensusStatus | null {
  const detail = status.detail;
  if (detail?.$case === "raft") {
    const value = raftWithJournal(detail.value, self, entry);
    return value && { ...status, detail: { $case: "raft", value } };
  }
  if (detail?.$case !== "poa") return null;
  const poa = detail.value;
  const change = (changed: Partial<typeof poa>): ConsensusStatus => ({
    ...status,
    detail: { $case: "poa", value: { ...poa, ...changed } },
  });
  const signed = (validator: string, block: { height: number; hash: Uint8Array } | undefined) => {
    if (!block) return null;
    const newest: PoaSigned = { validator, turn: entry.turn, height: block.height, hash: block.hash };
    return change({ signed: [...poa.signed.filter((each) => each.validator !== validator), newest] });
  };
  switch (entry.entry?.$case) {
    case "turnStarted": {
      const { proposer, timeoutMs } = entry.entry.value;
      return change({ turn: entry.turn, inTurn: proposer, turnAgeMs: 0, turnTimeoutMs: timeoutMs });
    }
    case "voteGiven":
      return signed(self, entry.entry.value.block);
    case "voteSeen":
      return signed(entry.entry.value.validator, entry.entry.value.block);
    default:
      return null;
  }
}
