/**
 * Messages, looked at before they may change anything. A higher term makes a follower of everyone, but for votes that a
 * living leader's followers refuse; an older term is answered where that helps its sender to find out.
 */
import { unreachable } from "#server/lib/assert";
import type { NodeId } from "../engine";
import { onAppend, replyRefused } from "./appending";
import { campaign, onVoteReply } from "./candidate";
import type { Effects } from "./effects";
import { onVoteRequest } from "./election";
import { becomeFollower, hearLeader, mayStand } from "./follower";
import { onSnapshot } from "./installing";
import { onMatched, onRefused } from "./leader";
import { TERM_MAX } from "./limits";
import type { RaftMessage } from "./messages";
import type { RaftState } from "./state";
import { askHeir } from "./transfer";

export function onMessage(state: RaftState, from: NodeId, message: RaftMessage, out: Effects): void {
  if (!Number.isSafeInteger(message.term) || message.term < 0 || message.term > TERM_MAX || from === state.self) return;
  switch (message.type) {
    case "preVoteRequest":
    case "voteRequest":
      onVoteRequest(state, from, message, out);
      return;
    case "preVoteReply":
      if (message.refusal !== null) adopt(state, from, message, out);
      onVoteReply(state, from, { ...message, pre: true }, out);
      return;
    case "append":
    case "snapshot":
      if (message.term < state.term) {
        const previous = message.type === "append" ? message.previous : state.log.position;
        replyRefused(state, from, previous, out);
        return;
      }
      adopt(state, from, message, out);
      fromLeader(state, from, message, out);
      return;
    case "timeoutNow":
      adopt(state, from, message, out);
      onTimeoutNow(state, from, message.term, out);
      return;
    case "voteReply":
    case "appendMatched":
    case "appendRefused":
      adopt(state, from, message, out);
      if (message.term === state.term) reply(state, from, message, out);
      return;
    default:
      unreachable(message);
  }
}

function adopt(state: RaftState, from: NodeId, { term, type }: RaftMessage, out: Effects): void {
  if (term <= state.term) return;
  const leader = type === "append" || type === "snapshot" ? from : null;
  becomeFollower(state, { term, leader, reason: "higherTerm" }, out);
}

function fromLeader(
  state: RaftState,
  from: NodeId,
  message: Extract<RaftMessage, { type: "append" | "snapshot" }>,
  out: Effects,
): void {
  if (!hearLeader(state, from, out)) return;
  if (message.type === "append") onAppend(state, state.role, from, message, out);
  else onSnapshot(state, from, message, out);
}

function reply(
  state: RaftState,
  from: NodeId,
  message: Extract<RaftMessage, { type: "voteReply" | "appendMatched" | "appendRefused" }>,
  out: Effects,
): void {
  const { role } = state;
  if (message.type === "voteReply") onVoteReply(state, from, { ...message, pre: false }, out);
  else if (role.role === "leader") {
    if (message.type === "appendMatched") onMatched(state, role, from, message, out);
    else onRefused(state, role, from, message, out);
    askHeir(state, role, out);
  }
}

/** Only the leader of this very term may ask: an old request would cut short a new leader's time. */
function onTimeoutNow(state: RaftState, from: NodeId, term: number, out: Effects): void {
  const { role } = state;
  if (term !== state.term || role.role !== "follower" || role.leader !== from || !mayStand(state)) return;
  campaign(state, true, out);
}
