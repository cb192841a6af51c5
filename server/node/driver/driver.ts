/**
 * Joins the engine with the world: feeds it ticks, messages and results, and carries out its effects in order. The engine's
 * step is synchronous and short; whatever takes long (executing, disk, network) happens elsewhere and comes back as an event.
 */
import type { Block, BlockRef, ConsensusMessage, ConsensusStatus } from "#proto";
import { voteDigest } from "#server/chain";
import type { BlockMeta, PoaEffect, PoaEvent, PoaMessage } from "#server/consensus";
import { PoaEngine, pacingOf } from "#server/consensus";
import type { Ledger } from "#server/ledger";
import { unreachable } from "#server/lib/assert";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { Log } from "#server/lib/log";
import type { EventHub } from "../events/hub";
import type { Mempool } from "../mempool";
import type { Network } from "../network";
import type { BlockStore, ConsensusStore } from "../storage";
import { applyFinal, applyHead } from "./apply";
import { type Known, readBlock } from "./block";
import type { ChainFacts } from "./chain-facts";
import { checkBlock } from "./check";
import type { Library } from "./library";
import { Persister } from "./persister";
import { proposeBlock } from "./propose";
import { restore } from "./restore";
import { Serial } from "./serial";
import { Syncer } from "./sync";
import { startTicks } from "./ticks";
import { journalMessage, proposalMessage, readVote, statusMessage, voteMessage } from "./wire";

export const TICK_MS = 10;
/** Blocks that wait to be checked; more come again. */
const CHECKS_MAX = 64;

export interface DriverContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly records: ConsensusStore;
  readonly ledger: Ledger;
  readonly library: Library;
  readonly mempool: Mempool;
  readonly network: Network;
  readonly hub: EventHub;
  readonly log: Log;
  /** A fault after which going on could do harm: the process has to end. */
  readonly onFatal: (error: unknown) => void;
  readonly onFinal: (block: Block) => void;
  /** Told of every new head, before the pool moves. */
  readonly onHead: (block: Block) => void;
}

type Outgoing = { readonly to: string; readonly message: PoaMessage };

export class Driver {
  readonly #context: DriverContext;
  readonly #engine: PoaEngine;
  readonly #persister: Persister<Outgoing>;
  readonly #checks: Serial;
  readonly #applies: Serial;
  readonly #syncer: Syncer;
  #events: PoaEvent[] = [];
  #stepping = false;
  #stopped = false;
  #proposing: AbortController | null = null;
  #proposal: Promise<void> = Promise.resolve();
  #stopTicks: () => void = () => {};

  private constructor(context: DriverContext, engine: PoaEngine) {
    this.#context = context;
    this.#engine = engine;
    this.#checks = new Serial(context.onFatal);
    this.#applies = new Serial(context.onFatal);
    this.#persister = new Persister<Outgoing>(
      context.records,
      (outgoing) => this.#send(outgoing),
      (index) => this.#dispatch({ type: "persisted", index }),
      context.onFatal,
    );
    this.#syncer = new Syncer({
      ...context,
      addressOf: (peer) => context.network.addressOf(peer),
      check: (block, known) => this.#checkNow(block, known),
      announce: ({ meta }) => this.#dispatch({ type: "checked", block: meta, refusal: null }),
      certified: (certificate) => this.#dispatch({ type: "certified", certificate }),
    });
  }

  /** Restores the engine from disk. It does nothing before `start`. */
  static async create(context: DriverContext): Promise<Driver> {
    const { facts } = context;
    const engine = new PoaEngine({
      self: facts.self,
      validators: facts.validators.map(({ id }) => id),
      pacing: pacingOf({ blockIntervalMs: facts.genesis.blockIntervalMs, tickMs: TICK_MS }),
      sign: (turn, height, hash) => {
        const { chainId } = facts.genesis;
        const subject = { chainId, genesisHash: facts.genesisHash, turn, height, hash: fromHex(hash) };
        return nativeCrypto.sign(voteDigest(subject, nativeCrypto), facts.privateKey);
      },
      restored: await restore(context),
    });
    return new Driver(context, engine);
  }

  start(): void {
    // What a kill left between the engine's choice and the canonical index.
    const { head } = this.#engine.status();
    this.#applies.run(() => applyHead(head, this.#context));
    this.#stopTicks = startTicks(TICK_MS, () => this.#dispatch({ type: "tick" }));
  }

  status(): ConsensusStatus {
    return statusMessage(this.#engine.status(), TICK_MS);
  }

  peerUp(peer: string): void {
    this.#dispatch({ type: "peerUp", peer });
  }

  /** A peer that is ahead is asked at once, before its votes tell. */
  greeted(peer: string, head: BlockRef): void {
    if (head.height > this.#context.store.head.height) this.#syncer.want(head.hash, peer);
  }

  /** From the network: signatures are checked here, before the engine hears of it. */
  message(from: string, { message }: ConsensusMessage): void {
    const { facts, library, log } = this.#context;
    if (message?.$case === "poaVote") {
      const vote = readVote(message.value, facts);
      if (typeof vote === "string") log.warn({ from }, `a vote of ${from} is refused: ${vote}`);
      else this.#dispatch({ type: "message", from, message: { type: "vote", vote } });
    } else if (message?.$case === "poaProposal" && message.value.block) {
      const { block, turn } = message.value;
      const read = readBlock(block, facts);
      if (!read.ok) {
        log.warn({ from }, `a proposal of ${from} is refused: ${read.refusal}`);
        return;
      }
      const { meta } = read.known;
      library.hold(block, meta.hash);
      this.#dispatch({ type: "message", from, message: { type: "proposal", turn, block: meta } });
    }
  }

  /** A step may lead to events at once: they wait until its effects are carried out. */
  #dispatch(event: PoaEvent): void {
    if (this.#stopped) return;
    this.#events.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) {
        for (const effect of this.#engine.step(next)) this.#carryOut(effect);
      }
    } catch (error) {
      this.#context.onFatal(error);
    } finally {
      this.#stepping = false;
    }
  }

  #carryOut(effect: PoaEffect): void {
    const { hub } = this.#context;
    switch (effect.type) {
      case "persist":
        this.#persister.persist(effect.index, effect.record);
        break;
      case "send":
        if (effect.after === null) this.#send(effect);
        else this.#persister.sendAfter(effect.after, effect);
        break;
      case "propose":
        this.#propose(effect);
        break;
      case "check":
        this.#check(effect.block);
        break;
      case "fetch":
        this.#syncer.want(fromHex(effect.hash), effect.from);
        break;
      case "head":
        this.#applies.run(() => applyHead(effect.block, this.#context));
        break;
      case "commit":
        this.#applies.run(() => applyFinal(effect.block, effect.certificate, this.#context));
        break;
      case "status":
        // The heartbeat asks for the status when it needs it.
        break;
      case "journal":
        hub.publish({ $case: "journal", value: journalMessage(effect.entry, TICK_MS) });
        break;
      default:
        unreachable(effect);
    }
  }

  #send({ to, message }: Outgoing): void {
    const { network, facts, store, onFatal } = this.#context;
    if (message.type === "vote") {
      network.send(to, voteMessage(message.vote, facts.validators));
      return;
    }
    store
      .get(fromHex(message.block.hash))
      .then((block) => block && network.send(to, proposalMessage(message.turn, block)))
      .catch(onFatal);
  }

  #propose(order: { parent: string; turn: number }): void {
    this.#proposing?.abort();
    const abort = new AbortController();
    this.#proposing = abort;
    this.#proposal = proposeBlock(order, this.#context, abort.signal).then(
      ({ meta }) => this.#dispatch({ type: "proposed", block: meta }),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (!abort.signal.aborted) this.#context.log.warn({ turn: order.turn, reason }, "a block could not be built");
        this.#dispatch({ type: "proposalFailed", turn: order.turn, reason });
      },
    );
  }

  #check(meta: BlockMeta): void {
    const body = this.#context.library.held(meta.hash);
    const read = body ? readBlock(body, this.#context.facts) : null;
    const full = this.#checks.size >= CHECKS_MAX;
    if (body && read?.ok && !full) {
      this.#checks.run(async () => {
        await this.#checkOnce(body, read.known);
      });
      return;
    }
    // The engine asks again after a while.
    const reason = full ? `${CHECKS_MAX} blocks wait to be checked` : "its body is not held any more";
    this.#dispatch({ type: "checked", block: meta, refusal: read?.ok === false ? read.refusal : reason });
  }

  /** In the same order as the others, for whoever waits for the result. */
  #checkNow(block: Block, known: Known): Promise<string | null> {
    return new Promise((resolve, reject) => {
      this.#checks.run(async () => {
        const result = this.#checkOnce(block, known);
        result.then(resolve, reject);
        await result;
      });
    });
  }

  async #checkOnce(block: Block, known: Known): Promise<string | null> {
    if (this.#stopped) return "this node stops";
    const stored = await this.#context.store.has(block.hash);
    const refusal = stored ? null : await checkBlock(block, known, this.#context);
    this.#context.library.release(known.meta.hash);
    this.#dispatch({ type: "checked", block: known.meta, refusal });
    return refusal;
  }

  /** When nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#stopTicks();
    this.#stopped = true;
    this.#proposing?.abort();
    await this.#syncer.stop();
    await Promise.all([this.#proposal, this.#checks.settled(), this.#persister.settled()]);
    await this.#applies.settled();
  }
}
