/**
 * What an operator asks for: leadership for somebody else (Raft thesis, 3.10), or another set of members. The leader brings
 * the heir up to date, asks it to stand at once, and takes up its work again when nothing has come of it in time.
 */
import { unreachable } from "#server/lib/assert";
import type { Command, MembershipChange, NodeId } from "../engine";
import type { Effects } from "./effects";
import type { Leader } from "./leader";
import { applyChange, describeRefusal } from "./membership";
import type { RaftState } from "./state";

export function onCommand(state: RaftState, command: Command, out: Effects): void {
  const { role } = state;
  const refusal = role.role === "leader" ? carryOut(state, role, command, out) : "this node is not the leader";
  if (refusal !== null) out.journal({ type: "commandRefused", command: command.type, reason: refusal });
}

function carryOut(state: RaftState, leader: Leader, command: Command, out: Effects): string | null {
  switch (command.type) {
    case "transferLeadership":
      return startTransfer(state, leader, command.to, out);
    case "changeMembership":
      return queueChange(state, leader, command.change);
    default:
      return unreachable(command);
  }
}

function startTransfer(state: RaftState, leader: Leader, to: NodeId, out: Effects): string | null {
  if (leader.transfer !== null) return `leadership is being handed to ${leader.transfer.to}`;
  if (to === state.self) return `${to} is the leader`;
  if (!state.memberships.current.voters.includes(to)) return `${to} is not a voter`;
  leader.transfer = { to, sinceTick: state.tick, asked: false };
  // What is being built would only have to be brought to the heir too.
  leader.change ??= leader.building?.change ?? null;
  leader.building = null;
  out.changed = true;
  out.journal({ type: "transferStarted", to });
  out.journal({ type: "timerArmed", timer: "transfer", timeoutTicks: out.options.pacing.electionTicksMax });
  return null;
}

/** As soon as the heir has the whole log. */
export function askHeir(state: RaftState, leader: Leader, out: Effects): void {
  const { transfer, followers } = leader;
  if (transfer === null || transfer.asked) return;
  if (followers.get(transfer.to)?.matchHeight !== state.log.last.height) return;
  transfer.asked = true;
  out.send(transfer.to, { type: "timeoutNow", term: state.term });
}

export function timeoutTick(state: RaftState, leader: Leader, out: Effects): void {
  const { transfer } = leader;
  const { electionTicksMax, heartbeatTicks } = out.options.pacing;
  if (transfer === null) return;
  const ageTicks = state.tick - transfer.sinceTick;
  if (ageTicks >= electionTicksMax) {
    out.journal({ type: "timerFired", timer: "transfer" });
    endTransfer(leader, "timedOut", out);
  } else if (!state.memberships.current.voters.includes(transfer.to)) endTransfer(leader, "cancelled", out);
  else if (ageTicks % heartbeatTicks === 0) transfer.asked = false;
}

function endTransfer(leader: Leader, outcome: "timedOut" | "cancelled", out: Effects): void {
  if (leader.transfer === null) return;
  out.journal({ type: "transferEnded", to: leader.transfer.to, outcome });
  leader.transfer = null;
  out.changed = true;
}

/**
 * One change at a time, and only once a block of this term is final: otherwise a change of an earlier leader may come back
 * beside this one, and two majorities need not overlap (Ongaro's correction to the thesis, 4.1).
 */
function queueChange(state: RaftState, leader: Leader, change: MembershipChange): string | null {
  const { memberships, certified, term } = state;
  if (leader.transfer !== null) return `leadership is being handed to ${leader.transfer.to}`;
  if (leader.change !== null || leader.building?.change != null) return "a change of members is under way";
  if (memberships.current.height > certified.block.height) return "the last change of members is not final";
  if (certified.block.turn !== term) return `no block of term ${term} is final`;
  const after = applyChange(memberships.current.members, change);
  if ("code" in after) return describeRefusal(after);
  leader.change = change;
  return null;
}
