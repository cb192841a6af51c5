/**
 * Joins the engine with the world: feeds it ticks, messages and results, and carries out its effects in order. The engine's
 * step is synchronous and short; whatever takes long (executing, disk, network) happens elsewhere and comes back as an event.
 * Which engine it is, only the protocol knows.
 */
import type { Block, BlockRef, ConsensusMessage, ConsensusStatus } from "#proto";
import type { Command, Effect, Event, BlockRef as HeadRef, MembershipChange } from "#server/consensus";
import { unreachable } from "#server/lib/assert";
import { fromHex } from "#server/lib/bytes";
import { type ApplyContext, applyFinal, applyHead } from "./apply";
import type { Known } from "./block";
import { storeBlock } from "./check";
import { Checker } from "./checker";
import type { DriverContext, NodeDriver } from "./face";
import { FlightRecorder } from "./flight-recorder";
import { Lanes } from "./lanes";
import { Persister } from "./persister";
import { proposeBlock } from "./propose";
import type { Protocol, Reading, RunningEngine } from "./protocol";
import { Serial } from "./serial";
import { Syncer } from "./sync";
import { startTicks, TICK_MS } from "./ticks";

interface Outgoing<Message> {
  readonly to: string;
  readonly message: Message;
}

export class Driver<Message, Record, Status extends { readonly head: HeadRef }, Entry> implements NodeDriver {
  readonly #context: DriverContext;
  readonly #apply: ApplyContext;
  readonly #protocol: Protocol<Message, Record, Status, Entry>;
  readonly #engine: RunningEngine<Message, Record, Status, Entry>;
  readonly #persister: Persister<Outgoing<Message>>;
  readonly #incoming: Lanes<Reading<Message>>;
  readonly #outgoing: Lanes<ConsensusMessage | null>;
  readonly #recorder: FlightRecorder;
  readonly #checker: Checker;
  readonly #applies: Serial;
  readonly #syncer: Syncer;
  #events: Event<Message>[] = [];
  #stepping = false;
  #stopped = false;
  #proposing: AbortController | null = null;
  #proposal: Promise<void> = Promise.resolve();
  #stopTicks: () => void = () => {};

  private constructor(
    context: DriverContext,
    protocol: Protocol<Message, Record, Status, Entry>,
    engine: RunningEngine<Message, Record, Status, Entry>,
  ) {
    const { records, network, hub, onFatal } = context;
    this.#context = context;
    this.#apply = { ...context, onFinalStored: (height) => protocol.onFinal(height) };
    this.#protocol = protocol;
    this.#engine = engine;
    this.#applies = new Serial(onFatal);
    this.#recorder = new FlightRecorder((entry) => hub.publish({ $case: "journal", value: entry }));
    this.#incoming = new Lanes((from, reading) => this.#heard(from, reading), onFatal);
    this.#outgoing = new Lanes((to, message) => message && network.send(to, message), onFatal);
    this.#persister = new Persister<Outgoing<Message>>(
      (written) => records.append(written),
      (outgoing) => this.#send(outgoing),
      (index) => this.#dispatch({ type: "persisted", index }),
      onFatal,
    );
    this.#checker = new Checker(context, protocol.checksMax, (block, refusal) =>
      this.#dispatch({ type: "checked", block, refusal }),
    );
    this.#syncer = new Syncer({
      ...context,
      addressOf: (peer) => network.addressOf(peer),
      check: (block, known) => this.#checker.now(block, known),
      announce: ({ meta }) => this.#dispatch({ type: "checked", block: meta, refusal: null }),
      certified: (certificate) => this.#dispatch({ type: "certified", certificate }),
    });
  }

  /** Restores the engine from disk. It does nothing before `start`. */
  static async create<Message, Record, Status extends { readonly head: HeadRef }, Entry>(
    context: DriverContext,
    protocol: Protocol<Message, Record, Status, Entry>,
  ): Promise<NodeDriver> {
    const { engine, final } = await protocol.create();
    const driver = new Driver(context, protocol, engine);
    if (final) driver.#applies.run(() => applyFinal(final.block, final.certificate, driver.#apply));
    return driver;
  }

  start(): void {
    // What a kill left between the engine's choice and the canonical index.
    const { head } = this.#engine.status();
    this.#applies.run(() => applyHead(head, this.#apply));
    this.#stopTicks = startTicks(TICK_MS, this.#protocol.ticksAtOnceMax, () => this.#dispatch({ type: "tick" }));
  }

  status(): ConsensusStatus {
    return this.#protocol.status(this.#engine.status());
  }

  peerUp(peer: string): void {
    this.#dispatch({ type: "peerUp", peer });
  }

  greeted(peer: string, head: BlockRef): void {
    if (this.#protocol.asksWhoIsAhead && head.height > this.#context.store.head.height)
      this.#syncer.want(head.hash, peer);
  }

  message(from: string, message: ConsensusMessage): void {
    this.#incoming.push(from, () => this.#protocol.read(message));
  }

  command(command: Command): void {
    this.#dispatch({ type: "command", command });
  }

  #heard(from: string, reading: Reading<Message>): void {
    if (reading === null) return;
    if (reading.ok) this.#dispatch({ type: "message", from, message: reading.message });
    else this.#context.log.warn({ from }, `refused of ${from}: ${reading.refusal}`);
  }

  /** A step may lead to events at once: they wait until its effects are carried out. */
  #dispatch(event: Event<Message>): void {
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

  #carryOut(effect: Effect<Message, Record, Status, Entry>): void {
    switch (effect.type) {
      case "persist":
        this.#persister.persist(effect.index, this.#protocol.encode(effect.record));
        break;
      case "send":
        if (effect.after === null) this.#send(effect);
        else this.#persister.sendAfter(effect.after, effect);
        break;
      case "propose":
        this.#propose(effect);
        break;
      case "check":
        this.#checker.order(effect.block);
        break;
      case "fetch":
        this.#syncer.want(fromHex(effect.hash), effect.from);
        break;
      case "head":
        this.#applies.run(() => applyHead(effect.block, this.#apply));
        break;
      case "commit":
        this.#applies.run(() => applyFinal(effect.block, effect.certificate, this.#apply));
        break;
      case "status":
        // The heartbeat asks for the status when it needs it.
        break;
      case "journal":
        this.#recorder.record(this.#protocol.journal(effect.entry));
        break;
      default:
        unreachable(effect);
    }
  }

  #send({ to, message }: Outgoing<Message>): void {
    const { network } = this.#context;
    let written: ReturnType<Protocol<Message, Record, Status, Entry>["write"]> | undefined;
    for (const peer of to === "all" ? network.peersUp() : [to]) {
      if (!network.isUp(peer)) continue;
      this.#outgoing.push(peer, () => {
        written ??= this.#protocol.write(message);
        return written;
      });
    }
  }

  #propose(order: { parent: string; turn: number; change: MembershipChange | null }): void {
    this.#proposing?.abort();
    const abort = new AbortController();
    this.#proposing = abort;
    // The pool has to know the parent as the head: it would offer what is in it again, and drop what is refused for that.
    this.#proposal = this.#applies
      .settled()
      .then(() => proposeBlock(order, this.#context, abort.signal))
      .then(({ known, block }) => this.#built(known, block))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (!abort.signal.aborted) this.#context.log.warn({ turn: order.turn, reason }, "a block could not be built");
        this.#dispatch({ type: "proposalFailed", turn: order.turn, reason });
      });
  }

  async #built(known: Known, block: Block): Promise<void> {
    const { library } = this.#context;
    if (this.#protocol.built === "stored") await storeBlock(block, known, this.#context);
    else {
      library.hold(block, known.meta.hash);
      library.remember(known);
      // Before any head or finality that the engine concludes from it.
      this.#applies.run(() => storeBlock(block, known, this.#context));
    }
    this.#dispatch({ type: "proposed", block: known.meta });
  }

  /** When nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#stopTicks();
    this.#stopped = true;
    this.#proposing?.abort();
    this.#checker.stop();
    await this.#syncer.stop();
    await Promise.all([this.#proposal, this.#checker.settled(), this.#persister.settled()]);
    await Promise.all([this.#incoming.settled(), this.#outgoing.settled()]);
    await this.#applies.settled();
  }
}
