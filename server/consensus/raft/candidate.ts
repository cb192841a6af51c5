/**
 * The candidate: first it asks who would vote for it, which costs nobody anything; then, in a new term, for the votes. Its
 * own vote counts like others' from the moment it is on disk. A leader's wish (`transfer`) skips the first round.
 */
import type { NodeId } from "../engine";
import type { Effects } from "./effects";
import { becomeFollower, mayStand } from "./follower";
import type { VoteRefusal } from "./journal";
import { becomeLeader } from "./leader";
import { voteResultOf } from "./quorum";
import type { RaftState } from "./state";
import { enterTerm } from "./term";

export interface Candidate {
  readonly role: "preCandidate" | "candidate";
  readonly answers: Map<NodeId, boolean>;
  readonly armedTick: number;
  readonly timeoutTicks: number;
  readonly transfer: boolean;
  /** The record of the own vote, while it is not on disk. */
  voteIndex: number | null;
}

/** "Would you vote for me?" */
export function standForElection(state: RaftState, out: Effects): void {
  if (!mayStand(state)) {
    if (state.role.role !== "follower") giveUp(state, out);
    return;
  }
  const role: Candidate = {
    role: "preCandidate",
    answers: new Map([[state.self, true]]),
    armedTick: state.tick,
    timeoutTicks: out.drawTimeout(),
    transfer: false,
    voteIndex: null,
  };
  take(state, role, "time-out", out);
  ask(state, role, out);
  decide(state, role, out);
}

/** Asks for votes in a new term. */
export function campaign(state: RaftState, transfer: boolean, out: Effects): void {
  const voteIndex = enterTerm(state, state.term + 1, state.self, "election", out);
  const role: Candidate = {
    role: "candidate",
    answers: new Map(),
    armedTick: state.tick,
    timeoutTicks: out.drawTimeout(),
    transfer,
    voteIndex,
  };
  take(state, role, transfer ? "transfer" : "pre-vote won", out);
  ask(state, role, out);
}

function take(state: RaftState, role: Candidate, reason: string, out: Effects): void {
  const from = state.role.role;
  state.role = role;
  out.changed = true;
  out.journal({ type: "roleChanged", from, to: role.role, reason });
}

function ask(state: RaftState, role: Candidate, out: Effects): void {
  out.journal({ type: "voteAsked", pre: role.role === "preCandidate", transfer: role.transfer });
  for (const voter of state.memberships.current.voters) if (voter !== state.self) askOne(state, role, voter, out);
}

export function askOne(state: RaftState, role: Candidate, voter: NodeId, out: Effects): void {
  if (role.answers.has(voter) || !state.memberships.current.voters.includes(voter)) return;
  const { position: last } = state.log;
  if (role.role === "preCandidate") out.send(voter, { type: "preVoteRequest", term: state.term + 1, last });
  else {
    const { transfer } = role;
    out.send(voter, { type: "voteRequest", term: state.term, last, transfer }, state.writes.after);
  }
}

export function onVoteReply(
  state: RaftState,
  from: NodeId,
  { pre, term, refusal }: { pre: boolean; term: number; refusal: VoteRefusal | null },
  out: Effects,
): void {
  const { role } = state;
  if (role.role !== (pre ? "preCandidate" : "candidate")) return;
  // A refusal of a pre-vote speaks of the voter's own term.
  const current = pre ? (refusal === null ? term === state.term + 1 : term <= state.term) : term === state.term;
  if (!current || role.answers.get(from) === true) return;
  out.journal({ type: "voteReceived", pre, from, refusal });
  role.answers.set(from, refusal === null);
  decide(state, role, out);
}

/** The own vote is on disk. */
export function ownVotePersisted(state: RaftState, role: Candidate, index: number, out: Effects): void {
  if (role.voteIndex === null || index < role.voteIndex) return;
  role.voteIndex = null;
  role.answers.set(state.self, true);
  decide(state, role, out);
}

function decide(state: RaftState, role: Candidate, out: Effects): void {
  switch (voteResultOf(state.memberships.current.voters, role.answers)) {
    case "won":
      if (role.role === "preCandidate") campaign(state, false, out);
      // The majority may be others': a term has a leader only when its own vote can't be given twice.
      else if (role.voteIndex === null) becomeLeader(state, out);
      break;
    case "lost":
      giveUp(state, out);
      break;
    case "pending":
      break;
  }
}

function giveUp(state: RaftState, out: Effects): void {
  becomeFollower(state, { term: state.term, leader: null, reason: "electionLost" }, out);
}

export function candidateTick(state: RaftState, role: Candidate, out: Effects): void {
  if (state.tick - role.armedTick < role.timeoutTicks) return;
  out.journal({ type: "timerFired", timer: "election" });
  standForElection(state, out);
}
