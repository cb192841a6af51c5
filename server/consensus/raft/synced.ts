/**
 * Blocks that came by a fetch and are not in the log: the newest ones of one chain that stands on the log, with the members
 * as of each, until a certificate says that one of them is final. Also that certificate, when it comes first.
 */
import type { BlockHash, BlockMeta, FinalityCertificate, NodeId } from "../engine";
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
  /**
   * Certificates of blocks that are not here, lowest first: the nearest one and the newest. Were there the newest alone, a
   * follower that stays behind would never learn what is final, for each gives way to the next before its block comes.
   */
  private waiting: { readonly certificate: FinalityCertificate; readonly height: number }[] = [];
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
    if (this.waiting.some((other) => other.height === height)) return;
    this.waiting.push({ certificate, height });
    this.waiting.sort((left, right) => left.height - right.height);
    if (this.waiting.length > 2) this.waiting.splice(1, 1);
  }

  waitingFor(hash: BlockHash): FinalityCertificate | undefined {
    return this.waiting.find(({ certificate }) => certificate.hash === hash)?.certificate;
  }

  /** The highest one that waited for a block of this log. It waits no longer. */
  takeMet(log: Log): FinalityCertificate | undefined {
    const index = this.waiting.findLastIndex(({ certificate, height }) => log.at(height)?.hash === certificate.hash);
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0]?.certificate;
  }

  forgetUpTo(height: number): void {
    while ((this.waiting[0]?.height ?? Number.POSITIVE_INFINITY) <= height) this.waiting.shift();
    if (this.wanted !== null && this.wanted.block.height <= height) this.wanted = null;
    while ((this.chain[0]?.block.height ?? Number.POSITIVE_INFINITY) <= height) this.chain.shift();
  }
}
