/**
 * A disk in memory that can be crashed at any step, for tests. Writes are visible at once and durable when flushed; names
 * likewise, by their folder. A kill keeps what is visible; a power cut keeps of what was not flushed any sectors it likes.
 */
import { dirname } from "node:path";
import type { Prng } from "#server/lib/prng";
import type { WalDisk, WalFile } from "../disk";
import { SECTOR_BYTES } from "../record";

interface Content {
  visible: Buffer;
  durable: Buffer;
}

export class Crashed extends Error {}

export class CrashDisk implements WalDisk {
  /** Steps done so far: writes, flushes, renames, removals. */
  steps = 0;
  /** The step that is not done any more; a write among them is done in part. */
  crashAt = Number.POSITIVE_INFINITY;
  /** Folders by name; what is durable of them. */
  private durableNames = new Map<string, Content>();

  constructor(readonly names = new Map<string, Content>()) {
    this.durableNames = new Map(names);
  }

  private step(partly: () => void = () => {}): void {
    if (this.steps === this.crashAt) partly();
    if (this.steps >= this.crashAt) throw new Crashed(`crashed at step ${this.crashAt}`);
    this.steps++;
  }

  async list(folder: string): Promise<string[]> {
    return [...this.names.keys()]
      .filter((path) => dirname(path) === folder)
      .map((path) => path.slice(folder.length + 1));
  }

  async read(path: string): Promise<Uint8Array> {
    return Buffer.from(this.contentOf(path).visible);
  }

  async create(path: string): Promise<WalFile> {
    this.step();
    this.names.set(path, { visible: Buffer.alloc(0), durable: Buffer.alloc(0) });
    return this.open(path);
  }

  async open(path: string): Promise<WalFile> {
    const content = this.contentOf(path);
    const write = (bytes: Uint8Array, offset: number) => {
      const visible = Buffer.alloc(Math.max(content.visible.length, offset + bytes.length));
      visible.set(content.visible);
      visible.set(bytes, offset);
      content.visible = visible;
    };
    return {
      write: async (bytes, offset) => {
        this.step(() => write(bytes.subarray(0, (bytes.length * 2) / 3), offset));
        write(bytes, offset);
        await null;
      },
      sync: async () => {
        this.step();
        content.durable = Buffer.from(content.visible);
        await null;
      },
      truncate: async (bytes) => {
        this.step();
        content.visible = content.visible.subarray(0, bytes);
      },
      close: async () => {},
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.step();
    this.names.set(to, this.contentOf(from));
    this.names.delete(from);
  }

  async remove(path: string): Promise<void> {
    this.step();
    this.names.delete(path);
  }

  async syncFolder(): Promise<void> {
    this.step();
    this.durableNames = new Map(this.names);
  }

  /** What a new process finds. */
  afterKill(): CrashDisk {
    const names = new Map([...this.names].map(([path, { visible, durable }]) => [path, { visible, durable }]));
    const disk = new CrashDisk(names);
    disk.durableNames = this.durableNames;
    return disk;
  }

  /** What the machine finds when it is on again. */
  afterPowerCut(prng: Prng): CrashDisk {
    const names = prng.chance(0.5) ? this.names : this.durableNames;
    return new CrashDisk(
      new Map(
        [...names].map(([path, content]) => {
          const kept = whatIsKept(content, prng);
          return [path, { visible: kept, durable: kept }];
        }),
      ),
    );
  }

  contentOf(path: string): Content {
    const content = this.names.get(path);
    if (content === undefined) throw new Error(`no file ${path}`);
    return content;
  }
}

function whatIsKept({ visible, durable }: Content, prng: Prng): Buffer {
  const [short, long] = [durable.length, visible.length].sort((a, b) => a - b) as [number, number];
  const kept = Buffer.alloc(prng.chance(0.5) ? long : prng.between(short, long));
  kept.set(durable.subarray(0, kept.length));
  for (let at = 0; at < kept.length; at += SECTOR_BYTES) {
    if (prng.chance(0.5)) kept.set(visible.subarray(at, Math.min(kept.length, at + SECTOR_BYTES)), at);
  }
  return kept;
}
