/**
 * Who the members are as of each height of the log. A change is in force from its own block on, final or not, and goes with
 * it when the log is truncated (Raft thesis, 4.1). A block is certified by the voters as of that block.
 */
import type { BlockMeta, NodeId } from "../engine";
import { MEMBERSHIPS_MAX } from "./limits";
import { applyChange, type Member, votersOf } from "./membership";
import { quorumOf } from "./quorum";

export interface Membership {
  /** From this height on. */
  readonly height: number;
  readonly members: readonly Member[];
  readonly voters: readonly NodeId[];
  readonly quorum: number;
}

function membershipOf(height: number, members: readonly Member[]): Membership {
  const voters = votersOf(members);
  return { height, members, voters, quorum: quorumOf(voters.length) };
}

/** A change that can't be made changes nothing: everyone who reads the block finds the same. */
export function membersAfter(members: readonly Member[], block: BlockMeta): readonly Member[] {
  if (block.change === null) return members;
  const after = applyChange(members, block.change);
  return "code" in after ? members : after;
}

export class Memberships {
  private list: Membership[];
  private newest: Membership;

  constructor(height: number, members: readonly Member[]) {
    this.newest = membershipOf(height, members);
    this.list = [this.newest];
  }

  get current(): Membership {
    return this.newest;
  }

  get size(): number {
    return this.list.length;
  }

  at(height: number): Membership {
    for (let index = this.list.length - 1; index > 0; index--) {
      const membership = this.list[index];
      if (membership !== undefined && membership.height <= height) return membership;
    }
    return this.list[0] ?? this.newest;
  }

  /** To be told of every block that is appended; says whether it changed the members. */
  append(block: BlockMeta): boolean {
    if (block.change === null) return false;
    const members = membersAfter(this.newest.members, block);
    if (members === this.newest.members) return false;
    this.newest = membershipOf(block.height, members);
    this.list.push(this.newest);
    if (this.list.length > MEMBERSHIPS_MAX) this.list.shift();
    return true;
  }

  /** Says whether the members are others now. */
  truncateFrom(height: number): boolean {
    const kept = this.list.filter((membership, index) => index === 0 || membership.height < height);
    if (kept.length === this.list.length) return false;
    this.list = kept;
    this.newest = kept.at(-1) ?? this.newest;
    return true;
  }

  compactTo(height: number): void {
    while ((this.list[1]?.height ?? Number.POSITIVE_INFINITY) <= height) this.list.shift();
  }

  startAnew(height: number, members: readonly Member[]): void {
    this.newest = membershipOf(height, members);
    this.list = [this.newest];
  }
}
