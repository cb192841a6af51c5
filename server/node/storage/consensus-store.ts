/**
 * What the engine asked to remember, in order: it gets it back whole when it is built again. A record is on disk, through
 * the operating system's cache, before its index counts as persisted.
 */
import { fromHex, toHex } from "#server/lib/bytes";
import { type Level, openLevel } from "./level";
import { StorageError } from "./record";

/** An engine recovers from far fewer; older ones are dropped in one go. */
const RECORDS_KEPT = 256;
const DROP_EVERY = 256;

const key = (index: number) => `p:${index.toString(16).padStart(12, "0")}`;

/** JSON with bytes as `{"$hex"}`: records stay readable by people. */
function encode(record: unknown): Uint8Array {
  const text = JSON.stringify(record, (_name, value: unknown) =>
    value instanceof Uint8Array ? { $hex: toHex(value) } : value,
  );
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes), (_name, value: unknown) =>
    typeof value === "object" && value !== null && "$hex" in value && typeof value.$hex === "string"
      ? fromHex(value.$hex)
      : value,
  );
}

export class ConsensusStore {
  readonly #level: Level;
  /** Numbers of our own: an engine may count from the beginning again after a restart. */
  #first: number;
  #next: number;

  private constructor(
    level: Level,
    first: number,
    /** What was there when the store was opened, in order. */
    readonly records: readonly unknown[],
  ) {
    this.#level = level;
    this.#first = first;
    this.#next = first + records.length;
  }

  /** @throws StorageError `damaged` when a record is missing between others */
  static async open(folder: string): Promise<ConsensusStore> {
    const level = await openLevel(folder);
    try {
      const records: unknown[] = [];
      let first = 0;
      for await (const { key: name, value } of level.entries("p:", "p;")) {
        const number = Number.parseInt(name.slice(2), 16);
        if (records.length === 0) first = number;
        if (number !== first + records.length) {
          throw new StorageError("damaged", `consensus record ${first + records.length} is missing in ${folder}`);
        }
        records.push(decode(value));
      }
      return new ConsensusStore(level, first, records);
    } catch (error) {
      await level.close();
      throw error;
    }
  }

  /** Durable when it resolves. */
  async append(records: readonly unknown[]): Promise<void> {
    const changes = records.map((record, offset) => ({ key: key(this.#next + offset), value: encode(record) }));
    await this.#level.write(changes, true);
    this.#next += records.length;
    const keepFrom = this.#next - RECORDS_KEPT;
    if (keepFrom < this.#first + DROP_EVERY) return;
    const old = Array.from({ length: keepFrom - this.#first }, (_, offset) => key(this.#first + offset));
    await this.#level.write(
      old.map((name) => ({ key: name, value: null })),
      false,
    );
    this.#first = keepFrom;
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}
