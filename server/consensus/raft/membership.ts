/**
 * Who belongs to a Raft network: voters decide, learners only follow. Changed one member at a time, by a block, in force as
 * soon as the block is in the log (Raft thesis, 4.1). What a change does is confchange.ts's; here stand the refusals.
 */
import { assert, unreachable } from "#server/lib/assert";
import type { MembershipChange, NodeId } from "../engine";
import { type ChangeStep, type Configuration, changeSimply, EMPTY_CONFIGURATION } from "./confchange";

export interface Member {
  readonly id: NodeId;
  readonly role: "voter" | "learner";
}

/** Why a change is none. `alreadyVoter` also of a voter that is to learn: it is removed first. */
export interface MembershipRefusal {
  readonly code: "alreadyVoter" | "alreadyLearner" | "notMember" | "lastVoter" | "tooManyMembers";
  readonly id: NodeId;
  /** As they stay. */
  readonly members: readonly Member[];
}

/** As many as a genesis may name. Each costs the leader a link and a place in every count; etcd advises seven. */
export const MEMBERS_MAX = 128;

export function votersOf(members: readonly Member[]): NodeId[] {
  return members.filter(({ role }) => role === "voter").map(({ id }) => id);
}

/** The members after a change, in the order in which they came; or why it can't be made. */
export function applyChange(
  members: readonly Member[],
  change: MembershipChange,
): readonly Member[] | MembershipRefusal {
  const { id } = change;
  const refused = (code: MembershipRefusal["code"]): MembershipRefusal => ({ code, id, members });
  const role = members.find((member) => member.id === id)?.role ?? null;
  if (change.type === "remove" && role === null) return refused("notMember");
  if (change.type !== "remove" && role === "voter") return refused("alreadyVoter");
  if (change.type === "addLearner" && role === "learner") return refused("alreadyLearner");
  if (change.type !== "remove" && role === null && members.length >= MEMBERS_MAX) return refused("tooManyMembers");
  const after = changeSimply(configurationOf(members), [stepOf(change)], 0);
  if ("code" in after) {
    assert(after.code === "allVotersRemoved", "one change moves one voter");
    return refused("lastVoter");
  }
  return [...after.tracked].map(([member, { learner }]) => ({ id: member, role: learner ? "learner" : "voter" }));
}

/** For a journal or a screen. */
export function describeRefusal({ code, id }: MembershipRefusal): string {
  switch (code) {
    case "alreadyVoter":
      return `${id} is a voter already`;
    case "alreadyLearner":
      return `${id} is a learner already`;
    case "notMember":
      return `${id} is not a member`;
    case "lastVoter":
      return `${id} is the last voter`;
    case "tooManyMembers":
      return `a network has at most ${MEMBERS_MAX} members`;
    default:
      return unreachable(code);
  }
}

function configurationOf(members: readonly Member[]): Configuration {
  return {
    ...EMPTY_CONFIGURATION,
    incoming: new Set(votersOf(members)),
    learners: new Set(members.filter(({ role }) => role === "learner").map(({ id }) => id)),
    tracked: new Map(members.map(({ id, role }) => [id, { learner: role === "learner", nextHeight: 1 }])),
  };
}

function stepOf(change: MembershipChange): ChangeStep {
  switch (change.type) {
    case "addVoter":
      return { type: "voter", id: change.id };
    case "addLearner":
      return { type: "learner", id: change.id };
    case "remove":
      return { type: "remove", id: change.id };
    default:
      return unreachable(change);
  }
}
