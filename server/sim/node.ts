/**
 * A simulated node: the real engine and a driver that carries out its effects upon simulated disk, network and clock. Blocks
 * have no body but their clients' operations; checking one takes time and, as a fault, may fail. Work is done in order, as in
 * the real driver. A crash loses all that is not on disk; a pause, as by SIGSTOP, only time.
 */
import type { BlockMeta, FinalityCertificate, MembershipChange } from "#server/consensus";
import { unreachable } from "#server/lib/assert";
import { fnv1a } from "#server/lib/prng";
import { SimDisk, type Write, WriteLane } from "./disk";
import type { EffectOf, EventOf, SimEngine, Types } from "./protocol";
import type { World } from "./world";

export class SimNode<T extends Types> {
  readonly disk: SimDisk<T>;
  engine: SimEngine<T> | null = null;
  head: BlockMeta;
  final: BlockMeta;
  /** Of the chain up to the final block: a fold over the blocks in the order in which they became final here. */
  private state = 0;
  /** What was under way in an earlier life does not happen any more. */
  private life = 0;
  private persistedIndex = 0;
  private readonly inWork = new Set<string>();
  private waiting: { readonly to: string; readonly message: T["message"]; readonly after: number }[] = [];
  private readonly recordLane = new WriteLane();
  private readonly storeLane = new WriteLane();
  private workFreeUs = 0;
  /** What has come to pass while the process was stopped; null: it runs. */
  private backlog: (() => void)[] | null = null;

  constructor(
    readonly index: number,
    private readonly world: World<T>,
  ) {
    this.disk = new SimDisk(world.protocol.createRecords(), world.genesis);
    this.head = world.genesis;
    this.final = world.genesis;
  }

  get id(): string {
    return `v${this.index}`;
  }

  start(): void {
    this.crash();
    const { world, disk } = this;
    this.life++;
    this.persistedIndex = 0;
    this.waiting = [];
    this.inWork.clear();
    this.workFreeUs = 0;
    this.backlog = null;
    this.final = disk.final;
    this.head = disk.final;
    this.state = disk.state;
    world.checkers.onRestart(this.index, disk.final);
    this.engine = world.createEngine(this);
    const { tickUs } = world.nodeKnobs(this.index);
    if (tickUs !== null) this.later(world.prng.between(0, tickUs), () => this.tickForever(tickUs));
  }

  crash(): void {
    if (this.engine === null) return;
    this.engine = null;
    this.backlog = null;
    this.life++;
    const { crashMode, diskFaults } = this.world;
    this.storeLane.crash(crashMode, diskFaults);
    this.recordLane.crash(crashMode, diskFaults);
    const height = this.world.protocol.storedHeight(this.disk);
    if (crashMode !== "lost" && Number.isFinite(height)) this.disk.losePart(height, diskFaults);
    this.world.clients.onCrash(this.index);
  }

  pause(): void {
    if (this.engine !== null) this.backlog ??= [];
  }

  resume(): void {
    const due = this.backlog ?? [];
    this.backlog = null;
    for (const run of due) this.whenRunning(run);
  }

  step(event: EventOf<T>): void {
    if (this.engine === null) return;
    const effects = this.engine.step(event);
    for (const effect of effects) this.carryOut(effect);
  }

  /** From the network: a stopped process finds it in its socket's buffer. */
  receive(event: EventOf<T>): void {
    this.whenRunning(() => this.step(event));
  }

  private whenRunning(run: () => void): void {
    if (this.backlog === null) run();
    else this.backlog.push(run);
  }

  /** Runs in this life or never. */
  private later(delayUs: number, run: () => void): void {
    const { life } = this;
    this.world.queue.after(delayUs, () => {
      if (life === this.life) this.whenRunning(run);
    });
  }

  /** A stopped process misses ticks, as a timer does, but for one. */
  private tickForever(tickUs: number): void {
    this.step({ type: "tick" });
    this.later(tickUs, () => this.tickForever(tickUs));
  }

  private work(run: () => void, takesUs = this.world.delay("work", this.index)): void {
    const { now } = this.world.queue;
    this.workFreeUs = Math.max(now, this.workFreeUs) + takesUs;
    this.later(this.workFreeUs - now, run);
  }

  private carryOut(effect: EffectOf<T>): void {
    const { world } = this;
    switch (effect.type) {
      case "persist":
        this.persist(effect.index, effect.record);
        break;
      case "send":
        this.send(effect.to, effect.message, effect.after);
        break;
      case "propose":
        this.work(() => this.build(effect.parent, effect.height, effect.turn, effect.change));
        break;
      case "check":
        this.check(effect.block);
        break;
      case "fetch":
        world.fetch(this, effect.hash, effect.from);
        break;
      case "head":
        this.head = effect.block;
        world.onHead(this);
        break;
      case "commit":
        this.commit(effect.block, effect.certificate);
        break;
      case "journal":
        world.onJournal(this, effect.entry);
        break;
      case "status":
        break;
      default:
        unreachable(effect);
    }
  }

  /** The disk goes on while the process is stopped; it hears of it later. */
  private write(lane: WriteLane, write: Write, then: () => void): void {
    const { queue } = this.world;
    const doneAtUs = lane.issue(write, queue.now, this.world.delay("disk", this.index));
    const { life } = this;
    queue.after(doneAtUs - queue.now, () => {
      if (life !== this.life) return;
      lane.complete();
      this.whenRunning(then);
    });
  }

  private persist(index: number, record: T["record"]): void {
    const { protocol, rules, diskFaults } = this.world;
    const apply = (written: T["record"]) => {
      rules.onDurable(this, written);
      protocol.write(this.disk.records, written);
    };
    const applyTorn = () => {
      const left = protocol.torn(record, diskFaults);
      if (left !== null) apply(left);
    };
    this.write(this.recordLane, { apply: () => apply(record), applyTorn }, () => {
      this.persistedIndex = index;
      const due = this.waiting.filter((send) => send.after <= index);
      this.waiting = this.waiting.filter((send) => send.after > index);
      for (const send of due) this.world.transmit(this, send.to, send.message);
      this.step({ type: "persisted", index });
    });
  }

  private send(to: string, message: T["message"], after: number | null): void {
    if (after === null || after <= this.persistedIndex) this.world.transmit(this, to, message);
    else this.waiting.push({ to, message, after });
  }

  private commit(block: BlockMeta, certificate: FinalityCertificate): void {
    const { world, disk } = this;
    world.onCommit(this, block, certificate);
    const passed = world.pathBetween(this.final, block);
    for (const { hash } of passed) {
      if (!disk.blocks.has(hash)) world.fail(`${this.id} commits ${hash}, which it has not executed`);
      this.state = fnv1a(`${hash}/${world.clients.operations(hash).join()}`, this.state);
    }
    this.final = block;
    const { state } = this;
    world.onFinal(this, passed, state);
    const apply = () => disk.finalise(block, certificate, state);
    this.write(this.storeLane, { apply, applyTorn: null }, () => undefined);
  }

  private build(parent: string, height: number, turn: number, change: MembershipChange | null): void {
    const { world, disk } = this;
    const reason = disk.blocks.has(parent) ? (world.fails() ? "simulated" : null) : "parent unknown";
    if (reason !== null) {
      this.step({ type: "proposalFailed", turn, reason });
      return;
    }
    const block = world.newBlock({ parent, height, turn, proposer: this.id, change });
    world.clients.fill(this.index, block);
    disk.blocks.set(block.hash, block);
    this.step({ type: "proposed", block });
  }

  /** Every order is answered, in order. What is stored by then costs nothing: answers of several peers overlap. */
  check(block: BlockMeta): void {
    const { inWork, disk } = this;
    const takesUs = inWork.has(block.hash) || disk.blocks.has(block.hash) ? 0 : this.world.delay("work", this.index);
    inWork.add(block.hash);
    this.work(() => {
      inWork.delete(block.hash);
      this.step({ type: "checked", block, refusal: this.execute(block) });
    }, takesUs);
  }

  /** @returns why not; null: it is stored, and so is what it made of its parent's state */
  private execute(block: BlockMeta): string | null {
    const { blocks } = this.disk;
    if (blocks.has(block.hash)) return null;
    if (!blocks.has(block.parent)) return "parent unknown";
    if (this.world.fails()) return "simulated";
    blocks.set(block.hash, block);
    return null;
  }

  /** Behind the block it belongs to, and without work to speak of: as the real driver, it skips what is final here. */
  certified(certificate: FinalityCertificate): void {
    const known = this.disk.certificates.has(certificate.hash);
    if (!known) this.work(() => this.step({ type: "certified", certificate }), 0);
  }

  /** The answer of a syncing peer, lowest block first. */
  onFetched(chain: readonly BlockMeta[], certificateOf: (hash: string) => FinalityCertificate | undefined): void {
    this.whenRunning(() => {
      if (this.engine === null) return;
      for (const block of chain) {
        this.check(block);
        const certificate = certificateOf(block.hash);
        if (certificate !== undefined) this.certified(certificate);
      }
    });
  }
}
