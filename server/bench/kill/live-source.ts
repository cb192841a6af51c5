/**
 * A running chain that is played while things are killed: its main chain is always the same, the detours on the way (losing
 * branches, silent rollbacks, streams that break) are the seed's. At the end it stands on the main chain, final.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ChainBlock } from "#server/chain";
import { ScriptedNode } from "#server/indexer/testing";
import type { Prng } from "#server/lib/prng";
import { makeTransaction } from "./chain";

const STEP_MS = 80;
const DETOUR_CHANCE = 0.12;
const DETOUR_DEPTH_MAX = 6;
const BREAK_CHANCE = 0.02;
/** Blocks of losing branches carry these numbers, so that none of them is one of the main chain's. */
const SALTS = 250;

export class LiveSource {
  readonly node = new ScriptedNode("live-1");

  constructor(private readonly main: readonly ChainBlock[]) {
    const genesis = main[0];
    if (genesis) this.node.adopt(genesis);
  }

  async start(address: string): Promise<void> {
    this.node.address = address;
    await this.node.start();
  }

  stop(): Promise<void> {
    return this.node.stop();
  }

  #advance(): void {
    const block = this.main[this.node.chain.length];
    if (!block) return;
    this.node.adopt(block);
    this.node.emit({ $case: "blockCommitted", value: { block } });
  }

  /** Leaves the main chain for some blocks and comes back to it; transactions of the main chain stand in the branch too. */
  async #detour(random: Prng, signal: AbortSignal): Promise<void> {
    const final = this.node.final?.height ?? 0;
    const depth = Math.min(random.between(0, DETOUR_DEPTH_MAX), this.node.chain.length - 1 - final);
    const until = this.node.chain.length;
    this.node.rollback(depth, random.chance(0.5));
    const length = random.between(0, depth + 2);
    for (let i = 0; i < length && !signal.aborted; i++) {
      const own = makeTransaction(1_000_000 + random.between(0, 5_000));
      this.node.mine([own], { salt: random.between(1, SALTS), announce: random.chance(0.8) });
      await sleep(STEP_MS, undefined, { signal }).catch(() => {});
    }
    this.node.rollback(length, random.chance(0.5));
    while (this.node.chain.length < until) this.#advance();
  }

  /** Resolves on the whole main chain, or when the signal aborts. */
  async play(random: Prng, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.node.chain.length < this.main.length) {
      if (random.chance(DETOUR_CHANCE)) await this.#detour(random, signal);
      if (random.chance(BREAK_CHANCE)) this.node.breakStreams();
      this.#advance();
      const behind = this.node.chain.at(-1 - DETOUR_DEPTH_MAX);
      if (behind && random.chance(0.2)) this.node.finalise(behind);
      await sleep(STEP_MS, undefined, { signal }).catch(() => {});
    }
    this.finish();
  }

  finish(): void {
    while (this.node.chain.length < this.main.length) this.#advance();
    if (this.node.head) this.node.finalise(this.node.head);
  }
}
