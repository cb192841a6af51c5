/**
 * A recorded chain: every block is decoded once at the start, so that what can't be read is refused there, by file and
 * field. Then only an index of places is kept, and blocks are decoded when they are asked for.
 */
import { LRUCache } from "lru-cache";
import { blockFromJsonRpc, type ChainBlock, DecodeError, decodeHeader, decodeTransaction } from "#server/chain";
import { toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { RecordingError } from "./errors";
import { RecordingFiles } from "./files";

const DECODED_BLOCKS_MAX = 32;

interface Place {
  readonly file: string;
  readonly part: number;
}

interface Entry {
  readonly block: Place;
  readonly receipts: Place | null;
  readonly height: number;
  readonly hash: string;
}

interface Receipts {
  readonly place: Place;
  readonly hash: string;
  readonly number: string;
  used: boolean;
}

const lower = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : "");
const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

export class Recording {
  readonly #files: RecordingFiles;
  readonly #byHeight = new Map<number, Entry>();
  readonly #byHash = new Map<string, Entry>();
  readonly #transactions = new Map<string, { height: number; index: number; block: string }>();
  readonly #decoded = new LRUCache<string, ChainBlock>({ max: DECODED_BLOCKS_MAX });
  #heights: number[] = [];
  /** What was found odd and left aside, in sentences. */
  readonly notes: string[] = [];
  chainId = 0;
  #proofOfStake = false;

  /** @throws RecordingError */
  constructor(paths: readonly string[]) {
    this.#files = new RecordingFiles(paths);
    const blocks: { place: Place; value: unknown }[] = [];
    const receipts: Receipts[] = [];
    for (const { file, parts } of this.#files.readAll())
      for (const [part, { kind, value }] of parts.entries()) {
        const place = { file, part };
        if (kind === "receipts") {
          const first: unknown = Array.isArray(value) ? value[0] : null;
          const hash = lower(field(first, "blockHash"));
          receipts.push({ place, hash, number: lower(field(first, "blockNumber")), used: false });
        } else blocks.push({ place, value: { hash: field(value, "hash"), number: field(value, "number") } });
      }
    const byHash = new Map(receipts.map((each) => [each.hash, each]));
    const byNumber = new Map(receipts.map((each) => [each.number, each]));
    for (const { place, value } of blocks) {
      const found = byHash.get(lower(field(value, "hash"))) ?? byNumber.get(lower(field(value, "number"))) ?? null;
      if (found) found.used = true;
      this.#add(place, found?.place ?? null);
    }
    if (this.#byHeight.size === 0) throw new RecordingError(paths.join(", "), "no block in it, only receipts");
    for (const { place, number, used } of receipts)
      if (!used)
        this.notes.push(
          `${place.file}: receipts of block ${Number(number)}, which is not in the recording; left aside`,
        );
    this.#heights = [...this.#byHeight.keys()].sort((a, b) => a - b);
  }

  #add(block: Place, receipts: Place | null): void {
    const decoded = this.#decode(block, receipts);
    const hash = toHex(decoded.hash);
    const entry: Entry = { block, receipts, height: decoded.height, hash };
    if (this.#byHash.has(hash)) {
      this.notes.push(`${block.file}: block ${decoded.height} 0x${hash} is recorded twice; the first is served`);
      return;
    }
    this.#byHash.set(hash, entry);
    if (this.#byHeight.has(decoded.height))
      this.notes.push(`${block.file}: another block of height ${decoded.height}; it is served by its hash only`);
    else this.#byHeight.set(decoded.height, entry);
    this.#note(decoded, hash);
  }

  #note(block: ChainBlock, hash: string): void {
    this.#proofOfStake = decodeHeader(block.header).difficulty === 0n;
    for (const [index, { raw, hash: stated }] of block.transactions.entries()) {
      if (this.chainId === 0) this.chainId = decodeTransaction(raw, {}, nativeCrypto).chainId ?? 0;
      if (stated) this.#transactions.set(toHex(stated), { height: block.height, index, block: hash });
    }
  }

  #decode(block: Place, receipts: Place | null): ChainBlock {
    const value = (place: Place) => this.#files.parts(place.file)[place.part]?.value;
    try {
      return blockFromJsonRpc(value(block), receipts ? value(receipts) : null, nativeCrypto);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const file = receipts && error.message.includes("receipts") ? receipts.file : block.file;
      throw new RecordingError(file, error.message, { cause: error });
    }
  }

  #read(entry: Entry | undefined): ChainBlock | null {
    if (!entry) return null;
    const known = this.#decoded.get(entry.hash);
    if (known) return known;
    const block = this.#decode(entry.block, entry.receipts);
    this.#decoded.set(entry.hash, block);
    return block;
  }

  get earliest(): number {
    return this.#heights[0] ?? 0;
  }

  get highest(): number {
    return this.#heights.at(-1) ?? 0;
  }

  get count(): number {
    return this.#byHash.size;
  }

  get contiguous(): boolean {
    return this.#heights.length === this.highest - this.earliest + 1;
  }

  /** As told by the last block: proof of stake has no difficulty. */
  get engine(): string {
    return this.#proofOfStake ? "ethereum-pos" : "ethereum";
  }

  /** The same recording has the same name. */
  get fingerprint(): string {
    return this.#files.fingerprint();
  }

  byHeight(height: number): ChainBlock | null {
    return this.#read(this.#byHeight.get(height));
  }

  byHash(hash: Uint8Array): ChainBlock | null {
    return this.#read(this.#byHash.get(toHex(hash)));
  }

  transaction(hash: Uint8Array) {
    const place = this.#transactions.get(toHex(hash));
    const block = place ? this.#read(this.#byHash.get(place.block)) : null;
    return place && block ? { block, index: place.index } : null;
  }

  /** Lowest first; gaps are passed over. */
  heights(from: number, to: number): number[] {
    return this.#heights.filter((height) => height >= from && height <= to);
  }
}
