/**
 * A simulated node: the real engine and a driver that carries out its effects upon simulated disk, network and clock. Blocks
 * have no body; checking one takes time and, as a fault, may fail. Work is done in order, as in the real driver.
 */
import type { BlockMeta, FinalityCertificate, PoaEffect, PoaEvent, PoaMessage, PoaRecord } from "#server/consensus";
import { unreachable } from "#server/lib/assert";
import { SimDisk } from "./disk";
import type { SimEngine } from "./engine";
import type { World } from "./world";

export class SimNode {
  readonly disk: SimDisk;
  engine: SimEngine | null = null;
  head: BlockMeta;
  final: BlockMeta;
  /** What was under way in an earlier life does not happen any more. */
  private life = 0;
  private persistedIndex = 0;
  private readonly inWork = new Set<string>();
  private waiting: { readonly to: string; readonly message: PoaMessage; readonly after: number }[] = [];
  private diskFreeUs = 0;
  private workFreeUs = 0;

  constructor(
    readonly index: number,
    private readonly world: World,
  ) {
    this.disk = new SimDisk(world.genesis);
    this.head = world.genesis;
    this.final = world.genesis;
  }

  get id(): string {
    return `v${this.index}`;
  }

  start(): void {
    const { world, disk } = this;
    this.life++;
    this.persistedIndex = 0;
    this.waiting = [];
    this.inWork.clear();
    this.diskFreeUs = 0;
    this.workFreeUs = 0;
    this.final = disk.final;
    this.head = disk.final;
    world.checkers.onRestart(this.index, disk.final);
    this.engine = world.createEngine(this.id, disk.restore());
    const { tickUs } = world.nodeKnobs(this.index);
    if (tickUs !== null) this.later(world.prng.between(0, tickUs), () => this.tickForever(tickUs));
  }

  crash(): void {
    this.engine = null;
    this.life++;
  }

  step(event: PoaEvent): void {
    if (this.engine === null) return;
    const effects = this.engine.step(event);
    for (const effect of effects) this.carryOut(effect);
  }

  /** Runs in this life or never. */
  private later(delayUs: number, run: () => void): void {
    const { life } = this;
    this.world.queue.after(delayUs, () => {
      if (life === this.life) run();
    });
  }

  private tickForever(tickUs: number): void {
    this.step({ type: "tick" });
    this.later(tickUs, () => this.tickForever(tickUs));
  }

  private write(run: () => void): void {
    const { now } = this.world.queue;
    this.diskFreeUs = Math.max(now, this.diskFreeUs) + this.world.delay("disk", this.index);
    this.later(this.diskFreeUs - now, run);
  }

  private work(run: () => void, takesUs = this.world.delay("work", this.index)): void {
    const { now } = this.world.queue;
    this.workFreeUs = Math.max(now, this.workFreeUs) + takesUs;
    this.later(this.workFreeUs - now, run);
  }

  private carryOut(effect: PoaEffect): void {
    const { world } = this;
    switch (effect.type) {
      case "persist":
        this.persist(effect.index, effect.record);
        break;
      case "send":
        this.send(effect.to, effect.message, effect.after);
        break;
      case "propose":
        this.work(() => this.build(effect.parent, effect.height, effect.turn));
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
        this.final = effect.block;
        world.onCommit(this, effect.block, effect.certificate);
        this.write(() => this.disk.finalise(effect.block, effect.certificate));
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

  private persist(index: number, record: PoaRecord): void {
    this.write(() => {
      this.disk.lastRecord = record;
      this.world.checkers.onVoteDurable(record.vote);
      this.persistedIndex = index;
      const due = this.waiting.filter((send) => send.after <= index);
      this.waiting = this.waiting.filter((send) => send.after > index);
      for (const send of due) this.world.transmit(this.index, send.to, send.message);
      this.step({ type: "persisted", index });
    });
  }

  private send(to: string, message: PoaMessage, after: number | null): void {
    if (after === null || after <= this.persistedIndex) this.world.transmit(this.index, to, message);
    else this.waiting.push({ to, message, after });
  }

  private build(parent: string, height: number, turn: number): void {
    if (this.world.fails()) {
      this.step({ type: "proposalFailed", turn, reason: "simulated" });
      return;
    }
    const block = this.world.newBlock({ parent, height, turn, proposer: this.id, change: null });
    this.disk.blocks.set(block.hash, block);
    this.step({ type: "proposed", block });
  }

  /** What is stored already, or about to be, costs nothing: answers of several peers overlap. */
  check(block: BlockMeta): void {
    if (this.inWork.has(block.hash)) return;
    if (this.disk.blocks.has(block.hash)) {
      this.later(0, () => this.step({ type: "checked", block, refusal: null }));
      return;
    }
    this.inWork.add(block.hash);
    this.work(() => {
      this.inWork.delete(block.hash);
      const unknown = !this.disk.blocks.has(block.parent);
      const refusal = unknown ? "parent unknown" : this.world.fails() ? "simulated" : null;
      if (refusal === null) this.disk.blocks.set(block.hash, block);
      this.step({ type: "checked", block, refusal });
    });
  }

  /** Behind the block it belongs to, and without work to speak of: as the real driver, it skips what is final here. */
  certified(certificate: FinalityCertificate): void {
    const known = this.disk.certificates.has(certificate.hash);
    if (!known) this.work(() => this.step({ type: "certified", certificate }), 0);
  }
}
