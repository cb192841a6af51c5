/**
 * The answers to those who ask for a vote. One vote a term, on disk before it is heard; none for a log that lacks something
 * of this one (Raft paper, 5.4.1); none while a leader is alive, unless that leader itself wants the election (thesis, 4.2.3
 * and 6.4.1: its lease). A pre-vote is answered by the same rules and changes nothing (thesis, 9.6).
 */
import type { NodeId } from "../engine";
import type { Effects } from "./effects";
import { becomeFollower } from "./follower";
import type { VoteRefusal } from "./journal";
import type { RaftMessage } from "./messages";
import type { RaftState } from "./state";
import { voteFor } from "./term";

type Request = Extract<RaftMessage, { type: "voteRequest" | "preVoteRequest" }>;

export function onVoteRequest(state: RaftState, from: NodeId, request: Request, out: Effects): void {
  const pre = request.type === "preVoteRequest";
  const forced = !pre && request.transfer;
  const alive = !forced && leaderIsAlive(state, out);
  if (!pre && request.term > state.term && !alive) {
    becomeFollower(state, { term: request.term, leader: null, reason: "higherTerm" }, out);
  }
  const refusal = alive && request.term >= state.term ? "leaderAlive" : refusalOf(state, from, request);
  if (refusal !== null) out.journal({ type: "voteRefused", pre, candidate: from, reason: refusal });
  else {
    if (!pre) {
      if (state.votedFor !== from) voteFor(state, from, out);
      if (state.role.role === "follower") state.role.armedTick = state.tick;
    }
    out.journal({ type: "voteGranted", pre, candidate: from });
  }
  // A pre-vote granted speaks of the term that would be; a refusal, of the term that is.
  const term = pre && refusal === null ? request.term : state.term;
  out.send(from, { type: pre ? "preVoteReply" : "voteReply", term, refusal }, state.writes.after);
}

/** Heard of within the shortest time-out: nobody who keeps time can have missed it. A leader knows that it is. */
function leaderIsAlive({ role, tick }: RaftState, out: Effects): boolean {
  if (role.role === "leader") return true;
  const { electionTicksMin } = out.options.pacing;
  return role.role === "follower" && role.leader !== null && tick - role.heardTick < electionTicksMin;
}

function refusalOf(state: RaftState, from: NodeId, request: Request): VoteRefusal | null {
  const { term, votedFor, log, memberships, self } = state;
  if (request.term < term || (request.type === "preVoteRequest" && request.term === term)) return "oldTerm";
  if (request.type === "voteRequest") {
    const free = votedFor === null && (state.role.role !== "follower" || state.role.leader === null);
    if (!free && votedFor !== from) return "alreadyVoted";
  }
  if (!log.isCoveredBy(request.last)) return "logBehind";
  // A log that is ahead of this one may hold the change that gave this node its vote (thesis, 4.2.1).
  const same = request.last.term === log.last.turn && request.last.height === log.last.height;
  if (same && !memberships.current.voters.includes(self)) return "notVoter";
  return null;
}
