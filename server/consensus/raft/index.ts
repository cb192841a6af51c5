/** Raft. Who reads one engine's folder knows the others': same file names, same parts. */
export { type RaftEffect, RaftEngine, type RaftEvent } from "./engine";
export type { RaftEntry, RaftRole, StepDownReason, VoteRefusal } from "./journal";
export { applyChange, type Member, type MembershipRefusal } from "./membership";
export type { Position, RaftMessage } from "./messages";
export type { RaftOptions } from "./options";
export { type RaftPacing, raftPacingOf } from "./pacing";
export { type RaftRecord, type RaftRestored, replay } from "./persistence";
export { quorumOf, tolerated } from "./quorum";
export type { FollowerProgress, RaftStatus } from "./status";
