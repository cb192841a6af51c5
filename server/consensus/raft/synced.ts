/**
 * Blocks that came by a fetch and are not in the log: the newest ones of one chain that stands on the log, with the members
 * as of each, until a certificate says that one of them is final. Also that certificate, when it comes first.
 */
import type { BlockMeta, FinalityCertificate, NodeId } from "../engine";
import { SYNCED_BLOCKS_MAX } from "./limits";
import type { Log } from "./log";
import type { Member } from "./membership";
import { type Memberships, membersAfter } from "./memberships";

export interface SyncedBlock {
  readonly block: BlockMeta;
  readonly members: readonly Member[];
}

/** What a leader told this node to fetch, with the members as of it. */
export interface Wanted extends SyncedBlock {
  readonly certificate: FinalityCertificate;
  readonly from: NodeId;
  /** When to ask again, unless blocks keep coming. */
  dueTick: number;
  /** Since blocks last came. */
  attempts: number;
}

export class Synced {
  private chain: SyncedBlock[] = [];
  waiting: { readonly certificate: FinalityCertificate; readonly height: number } | null = null;
  wanted: Wanted | null = null;

  get size(): number {
    return this.chain.length;
  }

  /** A fetched block that the driver has stored and executed. One that stands neither on the log nor on this chain is left. */
  add(block: BlockMeta, log: Log, memberships: Memberships): void {
    const tip = this.chain.at(-1);
    if (tip?.block.hash === block.parent) {
      this.chain.push({ block, members: membersAfter(tip.members, block) });
      if (this.chain.length > SYNCED_BLOCKS_MAX) this.chain.shift();
      return;
    }
    if (this.find(block.hash) !== undefined || log.at(block.height - 1)?.hash !== block.parent) return;
    this.chain = [{ block, members: membersAfter(memberships.at(block.height - 1).members, block) }];
  }

  find(hash: string): SyncedBlock | undefined {
    return this.chain.findLast(({ block }) => block.hash === hash);
  }

  awaits(certificate: FinalityCertificate, height: number): void {
    if (height > (this.waiting?.height ?? 0)) this.waiting = { certificate, height };
  }

  dropWaiting(): void {
    this.waiting = null;
  }

  forgetUpTo(height: number): void {
    if (this.waiting !== null && this.waiting.height <= height) this.waiting = null;
    if (this.wanted !== null && this.wanted.block.height <= height) this.wanted = null;
    while ((this.chain[0]?.block.height ?? Number.POSITIVE_INFINITY) <= height) this.chain.shift();
  }
}
