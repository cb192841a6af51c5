/**
 * The write-ahead log: an engine's records in the order in which they were given, durable by policy when `append` resolves,
 * and all of them back after a crash. One writer takes from one bounded queue. That no second process writes the folder is
 * left to the block store beside it, which holds the lock of the data directory.
 */
import { join } from "node:path";
import { assert } from "#server/lib/assert";
import type { Log } from "#server/lib/log";
import { StorageError } from "../record";
import { realDisk, type WalDisk, type WalFile } from "./disk";
import { encodeRecords, recordBytes } from "./record";
import { type Recovered, recover } from "./recover";
import { createSegment, encodeHeader, SEGMENT_HEADER_BYTES, segmentName } from "./segment";
import { addTo, droppable, emptySegment, type Segment } from "./segments";
import type { WalCut, WalOwner, WalPolicy, WalRecord, WalStats } from "./types";

const SEGMENT_BYTES_MAX = 16 * 1024 * 1024;
/** Two of the largest records: who waits for its appends never gets there. */
const BYTES_WAITING_MAX = 128 * 1024 * 1024;
/** What a power cut may lose under `async`. */
const ASYNC_DELAY_MS = 20;

export interface WalOptions {
  readonly owner: WalOwner;
  /** Default `group`. */
  readonly policy?: WalPolicy;
  /** A batch that does not fit begins a new segment. Default 16 MiB. */
  readonly segmentBytesMax?: number;
  readonly bytesWaitingMax?: number;
  readonly log?: Pick<Log, "warn" | "error">;
  /** For tests. */
  readonly disk?: WalDisk;
}

export interface WalCompaction {
  /** Entries and votes below it are not needed any more. */
  readonly index: number;
  /** Written anew, in the same step in which the old ones go. */
  readonly keep: readonly WalRecord[];
}

interface Waiting {
  readonly done: () => void;
  readonly failed: (error: StorageError) => void;
}
interface Append extends Waiting {
  readonly type: "append";
  readonly records: readonly WalRecord[];
  readonly bytes: number;
}
interface Compact extends Waiting {
  readonly type: "compact";
  readonly behind: WalCompaction;
}
interface Flush extends Waiting {
  readonly type: "flush";
}
type Job = Append | Compact | Flush;

export class Wal {
  readonly #disk: WalDisk;
  readonly #policy: WalPolicy;
  readonly #segmentBytesMax: number;
  readonly #bytesWaitingMax: number;
  readonly #segments: Segment[];
  #file: WalFile;
  /** Of the last segment, flushed. */
  #durable: number;
  #jobs: Job[] = [];
  #bytesWaiting = 0;
  #appends = 0;
  #fsyncs = 0;
  #running: Promise<void> | null = null;
  #flushTimer: NodeJS.Timeout | null = null;
  #closed = false;
  #fault: StorageError | null = null;

  private constructor(
    private readonly folder: string,
    private readonly options: WalOptions,
    { segments, file }: Recovered,
  ) {
    this.#disk = options.disk ?? realDisk;
    this.#policy = options.policy ?? "group";
    this.#segmentBytesMax = options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
    this.#bytesWaitingMax = options.bytesWaitingMax ?? BYTES_WAITING_MAX;
    this.#segments = segments;
    this.#file = file;
    this.#durable = this.#last.bytes;
  }

  /**
   * @returns the records that are kept, in order, and what was cut from the end because it was never written whole
   * @throws StorageError `damaged`, `otherNode`, `otherChain` or `otherVersion`; nothing is changed then
   */
  static async open(
    folder: string,
    options: WalOptions,
  ): Promise<{ wal: Wal; records: readonly WalRecord[]; cut: WalCut | null }> {
    const recovered = await recover(options.disk ?? realDisk, folder, options.owner);
    const { records, cut } = recovered;
    if (cut)
      options.log?.warn({ ...cut }, `${cut.file}: the last ${cut.bytes} bytes were never written whole, and are cut`);
    return { wal: new Wal(folder, options, recovered), records, cut };
  }

  /** Durable, as far as the policy goes, when it resolves. In the order of the calls. @throws StorageError */
  append(records: readonly WalRecord[]): Promise<void> {
    const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
    if (this.#bytesWaiting + bytes > this.#bytesWaitingMax && this.#bytesWaiting > 0) {
      const text = `${this.#bytesWaiting} bytes wait to be written to ${this.folder}; the limit is ${this.#bytesWaitingMax}`;
      return Promise.reject(new StorageError("overloaded", text));
    }
    this.#bytesWaiting += bytes;
    return this.#enter((waiting) => ({ type: "append", records, bytes, ...waiting })).finally(() => {
      this.#bytesWaiting -= bytes;
    });
  }

  /** Drops whole segments. All of it or, after a crash, nothing. @throws StorageError */
  compact(behind: WalCompaction): Promise<void> {
    return this.#enter((waiting) => ({ type: "compact", behind, ...waiting }));
  }

  /** Writes and flushes what waits. */
  async close(): Promise<void> {
    if (this.#closed) return;
    const flushed = this.#fault === null ? this.#enter((waiting) => ({ type: "flush", ...waiting })) : null;
    this.#closed = true;
    try {
      await flushed;
    } finally {
      if (this.#flushTimer) clearTimeout(this.#flushTimer);
      await this.#file.close();
    }
  }

  stats(): WalStats {
    return {
      segments: this.#segments.length,
      bytes: this.#segments.reduce((sum, { bytes }) => sum + bytes, 0),
      appends: this.#appends,
      fsyncs: this.#fsyncs,
      bytesWaiting: this.#bytesWaiting,
    };
  }

  get #last(): Segment {
    const last = this.#segments.at(-1);
    assert(last, "a log has a segment");
    return last;
  }

  #enter(jobOf: (waiting: Waiting) => Job): Promise<void> {
    if (this.#fault) return Promise.reject(this.#fault);
    if (this.#closed) return Promise.reject(new StorageError("closed", `${this.folder} is closed`));
    const entered = new Promise<void>((done, failed) => this.#jobs.push(jobOf({ done, failed })));
    this.#running ??= this.#run();
    return entered;
  }

  /** Never rejects: who waits for a job hears of its fault. */
  async #run(): Promise<void> {
    // Calls of the same turn belong to the same batch.
    await null;
    while (this.#jobs.length > 0) {
      const batch = this.#take();
      try {
        if (this.#fault) throw this.#fault;
        await this.#carryOut(batch);
        for (const { done } of batch) done();
      } catch (error) {
        this.#fault ??= this.#faultOf(error);
        for (const { failed } of batch) failed(this.#fault);
      }
    }
    this.#running = null;
  }

  /** As many appends as share a write; anything else alone. */
  #take(): Job[] {
    let bytes = 0;
    let count = 0;
    for (const job of this.#jobs) {
      if (job.type !== "append") break;
      bytes += job.bytes;
      if (count > 0 && (this.#policy === "sync" || bytes > this.#segmentBytesMax)) break;
      count++;
    }
    return this.#jobs.splice(0, Math.max(1, count));
  }

  async #carryOut(batch: readonly Job[]): Promise<void> {
    const [first] = batch;
    if (first?.type === "compact") return this.#compact(first.behind);
    if (first?.type === "flush") return this.#flush();
    const appends = batch.filter((job) => job.type === "append");
    this.#appends += appends.length;
    await this.#write(appends.flatMap(({ records }) => records));
    if (this.#policy !== "async") await this.#flush();
    else this.#flushSoon();
  }

  async #write(records: readonly WalRecord[]): Promise<void> {
    if (records.length === 0) return;
    const size = records.reduce((sum, record) => sum + recordBytes(record), 0);
    const { bytes } = this.#last;
    if (bytes + size > this.#segmentBytesMax && bytes > SEGMENT_HEADER_BYTES) {
      await this.#flush();
      await this.#begin(this.#segments[0]?.number ?? 1, []);
    }
    const segment = this.#last;
    await this.#file.write(encodeRecords(records, segment.bytes, this.#durable), segment.bytes);
    segment.bytes += size;
    addTo(segment, records);
  }

  async #flush(): Promise<void> {
    const { bytes } = this.#last;
    if (this.#durable === bytes) return;
    await this.#file.sync();
    this.#fsyncs++;
    this.#durable = bytes;
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = null;
      this.#enter((waiting) => ({ type: "flush", ...waiting })).catch((error: unknown) => {
        this.options.log?.error({ err: error }, `${this.folder} could not be flushed`);
      });
    }, ASYNC_DELAY_MS);
  }

  /** A new segment, of which the header says that those below `first` are not needed: with that it is so. */
  async #begin(first: number, records: readonly WalRecord[]): Promise<void> {
    const { number, bytes } = this.#last;
    const header = encodeHeader({ number: number + 1, first, previousBytes: bytes }, this.options.owner);
    const encoded = encodeRecords(records, header.length, 0);
    const file = await createSegment(this.#disk, this.folder, header, encoded, number + 1);
    this.#fsyncs++;
    await this.#file.close();
    this.#file = file;
    const segment = emptySegment(number + 1, header.length + encoded.length);
    addTo(segment, records);
    this.#segments.push(segment);
    this.#durable = segment.bytes;
  }

  async #compact({ index, keep }: WalCompaction): Promise<void> {
    const count = droppable(this.#segments, index, keep);
    if (count === 0) return;
    await this.#flush();
    const first = this.#segments[count]?.number ?? this.#last.number + 1;
    await this.#begin(first, keep);
    for (const { number } of this.#segments.splice(0, count)) {
      await this.#disk.remove(join(this.folder, segmentName(number)));
    }
    await this.#disk.syncFolder(this.folder);
  }

  #faultOf(error: unknown): StorageError {
    if (error instanceof StorageError) return error;
    const what = error instanceof Error ? error.message : String(error);
    return new StorageError("writeFailed", `${this.folder} can't be written: ${what}. Nothing more is written to it.`);
  }
}
