/** Everything that grows, with its limit: what a watcher of a long run holds against the limits. */
import {
  CERTIFICATES_MAX,
  CHECKING_MAX,
  IN_FLIGHT_APPENDS_MAX,
  LOG_BLOCKS_MAX,
  MEMBERSHIPS_MAX,
  SYNCED_BLOCKS_MAX,
  UNPERSISTED_WRITES_MAX,
} from "./limits";
import { MEMBERS_MAX } from "./membership";
import type { RaftState } from "./state";

export interface Size {
  readonly name: string;
  readonly size: number;
  readonly limit: number;
}

export function sizesOf({ log, memberships, writes, execution, synced, unexecuted, role }: RaftState): Size[] {
  const sizes = [
    { name: "log blocks", size: log.size, limit: LOG_BLOCKS_MAX },
    { name: "memberships", size: memberships.size, limit: MEMBERSHIPS_MAX },
    { name: "writes on their way to disk", size: writes.pendingCount, limit: UNPERSISTED_WRITES_MAX },
    { name: "blocks in check", size: execution.checking, limit: CHECKING_MAX },
    { name: "synced blocks", size: synced.size, limit: SYNCED_BLOCKS_MAX },
    { name: "certificates of blocks not executed", size: unexecuted.length, limit: CERTIFICATES_MAX },
  ];
  if (role.role === "follower") {
    sizes.push({ name: "acknowledgements given", size: role.given.size, limit: LOG_BLOCKS_MAX });
  } else if (role.role === "leader") {
    const inFlight = [...role.followers.values()].map((progress) => progress.inFlight);
    sizes.push(
      { name: "followers", size: role.followers.size, limit: MEMBERS_MAX },
      { name: "appends in flight", size: Math.max(0, ...inFlight), limit: IN_FLIGHT_APPENDS_MAX },
      { name: "blocks acknowledged", size: role.acknowledgements.size, limit: LOG_BLOCKS_MAX },
    );
  } else sizes.push({ name: "votes", size: role.answers.size, limit: MEMBERS_MAX });
  return sizes;
}
