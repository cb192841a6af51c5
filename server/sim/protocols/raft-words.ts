/** How a transcript words what Raft does: what an operator would want to read, without the traffic. */
import type { RaftEntry, RaftStatus } from "#server/consensus";
import type { Words } from "../protocol";
import type { RaftTypes } from "./raft";

type BlockName = (hash: string) => string;

export const raftWords: Words<RaftTypes> = {
  pacing: (value) => ({
    intervalTicks: value("interval", 5),
    heartbeatTicks: value("heartbeat", 3),
    electionTicksMin: value("min", 10),
    electionTicksMax: value("max", 20),
  }),
  entry: (entry, block) => {
    const what = wordsOf(entry, block);
    return what === null ? null : `term ${entry.term}  ${what}`;
  },
  status: statusLine,
};

function wordsOf(entry: RaftEntry, block: BlockName): string | null {
  switch (entry.type) {
    case "roleChanged":
      return `${entry.from} → ${entry.to}: ${entry.reason}`;
    case "voteGranted":
      return `${entry.pre ? "would vote" : "votes"} for ${entry.candidate}`;
    case "voteRefused":
      return `${entry.pre ? "would not vote" : "does not vote"} for ${entry.candidate}: ${entry.reason}`;
    case "leaderLost":
      return `misses ${entry.leader} for ${entry.silentTicks} ticks`;
    case "blockRefused":
      return `refuses ${block(entry.block.hash)} of ${entry.from}: ${entry.code}`;
    case "appendRefused":
      return `has no block ${entry.previousHeight} as ${entry.from} does; try ${entry.hintHeight}`;
    case "logTruncated":
      return `drops ${entry.blocks} blocks from ${entry.fromHeight}`;
    case "transferStarted":
      return `hands over to ${entry.to}`;
    case "transferEnded":
      return `hand-over to ${entry.to}: ${entry.outcome}`;
    case "snapshotSent":
      return `sends ${entry.to} the snapshot ${block(entry.block.hash)}`;
    case "snapshotInstalled":
      return `starts its log at ${block(entry.block.hash)}`;
    case "logCompacted":
      return `compacts its log to ${entry.toHeight}`;
    case "membershipChanged":
      return `${entry.change.type} ${entry.change.id}; voters ${entry.voters.join(" ")}`;
    case "commandRefused":
      return `refuses to ${entry.command}: ${entry.reason}`;
    case "termStarted":
    case "voteAsked":
    case "voteReceived":
    case "leaderKnown":
    case "blockProposed":
    case "appendSent":
    case "appendMatched":
    case "commitMoved":
    case "timerArmed":
    case "timerFired":
      return null;
    default:
      return entry satisfies never;
  }
}

function statusLine(status: RaftStatus, block: BlockName): string {
  const { role, term, votedFor, leader, log, head, final, members, followers, transferTo } = status;
  const parts = [
    `${role} of term ${term}`,
    `voted ${votedFor ?? "-"}`,
    `leader ${leader ?? "-"}`,
    `log ${block(log.last.hash)}`,
    `head ${block(head.hash)}`,
    `final ${block(final.hash)}`,
    members.map(({ id, role: member }) => (member === "voter" ? id : `(${id})`)).join(" "),
    ...followers.map(({ id, matchHeight, state }) => `${id}:${state}:${matchHeight}`),
    ...(transferTo === null ? [] : [`to ${transferTo}`]),
  ];
  return parts.join("  ");
}
