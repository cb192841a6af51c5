/**
 * The follower: it hears of a leader, or waits for one until its time-out. Everyone becomes a follower who meets a higher
 * term; what a leader had under way (a transfer, a block being built) ends with its role.
 */
import type { NodeId, Vote } from "../engine";
import type { Effects } from "./effects";
import type { StepDownReason } from "./journal";
import type { RaftState } from "./state";
import { enterTerm } from "./term";

export interface Follower {
  readonly role: "follower";
  leader: NodeId | null;
  /** When the leader was last heard of. */
  heardTick: number;
  /** From when the time-out runs: the leader was heard of, or a vote given. */
  armedTick: number;
  timeoutTicks: number;
  /** Own acknowledgements of this term for blocks that are not known to be final, by height. */
  readonly given: Map<number, Vote>;
}

export function becomeFollower(
  state: RaftState,
  { term, leader, reason }: { term: number; leader: NodeId | null; reason: StepDownReason },
  out: Effects,
): void {
  const { role: before, tick } = state;
  if (term > state.term) enterTerm(state, term, null, "higherTerm", out);
  if (before.role === "leader" && before.transfer !== null) {
    const outcome = reason === "higherTerm" || reason === "leaderFound" ? "done" : "cancelled";
    out.journal({ type: "transferEnded", to: before.transfer.to, outcome });
  }
  const timeoutTicks = out.drawTimeout();
  state.role = { role: "follower", leader, heardTick: tick, armedTick: tick, timeoutTicks, given: new Map() };
  out.changed = true;
  if (before.role !== "follower") out.journal({ type: "roleChanged", from: before.role, to: "follower", reason });
  if (leader !== null) out.journal({ type: "leaderKnown", leader });
}

/** A message that only the leader of this term sends has come. False: this node is the leader, and somebody is wrong. */
export function hearLeader(state: RaftState, leader: NodeId, out: Effects): state is RaftState & { role: Follower } {
  const { role, tick, term } = state;
  if (role.role === "leader") return false;
  if (role.role !== "follower") {
    becomeFollower(state, { term, leader, reason: "leaderFound" }, out);
    return true;
  }
  if (role.leader !== leader) {
    role.leader = leader;
    out.changed = true;
    out.journal({ type: "leaderKnown", leader });
  }
  role.heardTick = tick;
  role.armedTick = tick;
  return true;
}

/** Whether the time-out has run off, for someone who may stand for election. */
export function timedOut(state: RaftState, role: Follower, out: Effects): boolean {
  if (state.tick - role.armedTick < role.timeoutTicks) return false;
  const silentTicks = state.tick - role.heardTick;
  if (role.leader !== null) {
    out.journal({ type: "leaderLost", leader: role.leader, silentTicks });
    role.leader = null;
    out.changed = true;
  }
  // Asked again with each tick: what is in the way may pass.
  if (!mayStand(state)) return false;
  out.journal({ type: "timerFired", timer: "election" });
  return true;
}

/**
 * A voter, as far as its own log tells, that can execute what it has. Also one whose removal is in its log and not final:
 * the others may lack what it has, and so need it to lead until they have it (Raft thesis, 4.2.2).
 */
export function mayStand({ memberships, certified, execution, self }: RaftState): boolean {
  if (execution.refusal !== null) return false;
  return memberships.current.voters.includes(self) || memberships.at(certified.block.height).voters.includes(self);
}
