/**
 * A recorded chain: its files are gone through once, which leaves a compact index; blocks are read again by range when they are
 * asked for, so that memory does not grow with the files. What can't be read is refused by file and place, and what came before
 * it is kept; only a recording without any readable block is refused as a whole.
 */
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import {
  type ChainBlock,
  type ChainDiscrepancy,
  CLIQUE,
  type ForeignGenesis,
  IBFT1,
  utxoNetworkOf,
} from "#server/chain";
import { equalBytes, to0x, toHex } from "#server/lib/bytes";
import { BitcoinSource } from "./bitcoin-source";
import { ByteFile } from "./byte-file";
import { ChainFacts } from "./chain-facts";
import { CompactIndex } from "./compact-index";
import { detect, FORMATS } from "./detect";
import { Era1Source } from "./era1-source";
import { RecordingError } from "./errors";
import { expandPaths } from "./files";
import { fateOf, GenesisSource, type Given, OtherGenesisError, type Sorted, sortFiles } from "./genesis";
import { HashTable } from "./hash-table";
import { JsonFiles, JsonSource, OtherJsonError } from "./json-source";
import { linkBlocks } from "./links";
import { RlpSource } from "./rlp-source";
import { Sequence } from "./sequence";
import type { BlockSource, FoundBlock, SourceContext } from "./source";

/** Blocks that are kept decoded: neighbours are asked for one after the other, and a block may have megabytes. */
const DECODED_BLOCKS_MAX = 8;
/** Of more, the rest is not found by hash: 16 bytes each is what memory is given for it. */
const TRANSACTIONS_INDEXED_MAX = 4_000_000;
/** A file full of oddities is not worth a sentence for each. */
const NOTES_MAX = 100;
/** Other work gets its turn after so many blocks. */
const BLOCKS_AT_ONCE = 200;

export interface RecordingOptions {
  readonly paths: readonly string[];
  /** Absent: the one among the files, where there is one. */
  readonly genesis?: ForeignGenesis | null | undefined;
  /** What it is called where it does not fit: its file. */
  readonly genesisName?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class Recording {
  /** What could not be read. */
  readonly faults: RecordingError[] = [];
  /** What was found odd and left aside, in sentences. */
  readonly notes: string[] = [];
  readonly facts: ChainFacts;
  readonly #index = new CompactIndex();
  readonly #sources: BlockSource[] = [];
  readonly #transactions = new HashTable();
  readonly #discrepancies = new Map<number, ChainDiscrepancy[]>();
  readonly #sequence: Sequence;
  readonly #digest = createHash("sha256");
  readonly #decoded = new LRUCache<number, ChainBlock>({ max: DECODED_BLOCKS_MAX });
  #canonical: Int32Array = new Int32Array(0);

  private constructor(genesis: ForeignGenesis | null) {
    this.facts = new ChainFacts(genesis);
    this.#sequence = new Sequence(genesis);
  }

  /** @throws RecordingError where nothing can be read */
  static async open({ paths, genesis, genesisName, signal }: RecordingOptions): Promise<Recording> {
    const sorted = sortFiles(expandPaths(paths));
    if (genesis) return Recording.#from(sorted, { genesis, name: genesisName ?? "the genesis file" }, paths, signal);
    const [lying, ...more] = sorted.genesisFiles;
    if (!lying || more.length > 0) return Recording.#from(sorted, null, paths, signal);
    try {
      return await Recording.#from(sorted, { genesis: lying.genesis, name: lying.file }, paths, signal);
    } catch (error) {
      if (!(error instanceof OtherGenesisError)) throw error;
      const recording = await Recording.#from(sorted, null, paths, signal);
      recording.#note(error.message);
      return recording;
    }
  }

  static async #from(
    { blocks, genesisFiles, faults }: Sorted,
    given: Given | null,
    paths: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Recording> {
    const recording = new Recording(given?.genesis ?? null);
    recording.faults.push(...faults);
    for (const { file } of genesisFiles)
      recording.#note(`${file}: a genesis file; ${fateOf(file, given, genesisFiles)}`);
    const json = new JsonFiles(recording.#context);
    for (const file of blocks) recording.#openFile(file, json, paths.includes(file));
    for (const [number, source] of recording.#sources.entries()) await recording.#scan(source, number, signal);
    recording.notes.push(...json.leftovers());
    if (recording.count === 0)
      throw recording.faults[0] ?? new RecordingError(paths.join(", "), "no block in it, only receipts or a genesis");
    if (given) await recording.#addGenesis(given, signal);
    recording.#order();
    if (given) recording.#checkGenesis(given);
    return recording;
  }

  /** Block 0, where the files begin with the block that follows it. */
  async #addGenesis({ genesis, name }: Given, signal: AbortSignal | undefined): Promise<void> {
    const index = this.#index;
    const source = GenesisSource.of(genesis, name);
    if (!source || index.find(genesis.hash) !== -1 || !index.hasChild(genesis.hash, 1)) return;
    this.#digest.update(genesis.hash);
    await this.#scan(source, this.#sources.push(source) - 1, signal);
  }

  /** @throws RecordingError where the first blocks are another chain's */
  #checkGenesis({ genesis, name }: Given): void {
    const [first] = this.#canonical;
    if (first === undefined || utxoNetworkOf(this.facts.rules)) return;
    const height = this.#index.height(first);
    const below = height === 0 ? this.#index.hash(first) : this.#index.parentHash(first);
    if (height > 1 || equalBytes(below, genesis.hash)) return;
    this.close();
    const has = height === 0 ? "block 0 has the hash" : "block 1 follows a genesis block with the hash";
    throw new OtherGenesisError(
      this.#sources[this.#index.place(first).source]?.file ?? "the recording",
      `${has} ${to0x(below)}, but ${name} makes ${to0x(genesis.hash)}; it is another chain's genesis`,
    );
  }

  get #context(): SourceContext {
    return {
      rulesFor: (header) => this.facts.rulesFor(header),
      wantsChainId: () => this.facts.chainId === 0,
      digest: (bytes) => {
        this.#digest.update(bytes);
      },
    };
  }

  /** @param named it was asked for by itself; of a folder's files, what is plainly something else is passed over */
  #openFile(path: string, json: JsonFiles, named: boolean): void {
    try {
      const source = this.#sourceOf(path, json);
      if (source) this.#sources.push(source);
    } catch (error) {
      if (error instanceof OtherJsonError && !named) this.#note(`${path}: neither blocks nor receipts; left aside`);
      else this.#refuse(error);
    }
  }

  #sourceOf(path: string, json: JsonFiles): BlockSource | null {
    const bytes = new ByteFile(path);
    const format = detect(bytes);
    switch (format) {
      case "rlp":
        return new RlpSource(bytes, this.#context);
      case "era1":
        return new Era1Source(bytes, this.#context);
      case "bitcoin-file":
      case "bitcoin-block":
        return new BitcoinSource(bytes, this.#context, format === "bitcoin-file");
    }
    bytes.close();
    if (format === null) throw new RecordingError(path, `none of the known formats; ${FORMATS}`, { offset: 0 });
    json.survey(path);
    return new JsonSource(path, json);
  }

  #note(text: string): void {
    if (this.notes.length < NOTES_MAX) this.notes.push(text);
    else if (this.notes.length === NOTES_MAX) this.notes.push("there is more of this kind, which is not listed");
  }

  #refuse(error: unknown): void {
    if (!(error instanceof RecordingError)) throw error;
    this.faults.push(error);
  }

  async #scan(source: BlockSource, number: number, signal: AbortSignal | undefined): Promise<void> {
    this.#sequence.begin();
    let taken = 0;
    try {
      for (const found of source.scan()) {
        this.#take(source, number, found);
        if (++taken % BLOCKS_AT_ONCE === 0) await setImmediate();
        signal?.throwIfAborted();
      }
    } catch (error) {
      this.#refuse(error);
    }
  }

  #take(source: BlockSource, number: number, found: FoundBlock): void {
    this.facts.take(source.file, found);
    if (this.#index.find(found.hash) !== -1) {
      const name = `block ${found.height ?? ""} 0x${toHex(found.hash)}`;
      this.#note(`${source.file}: ${name} is recorded twice; the first is served`);
      return;
    }
    const at = this.#index.add({ ...found, source: number, height: found.height ?? Number.NaN });
    const discrepancies = this.#sequence.take(found, at, this.facts.rules);
    if (discrepancies.length > 0) this.#discrepancies.set(at, discrepancies);
    for (const id of found.transactionIds)
      if (this.#transactions.count < TRANSACTIONS_INDEXED_MAX) this.#transactions.add(id, at);
  }

  #order(): void {
    const network = utxoNetworkOf(this.facts.rules);
    if (!network) {
      this.#canonical = this.#byStatedHeight();
      return;
    }
    const linked = linkBlocks(this.#index, (at) => this.#index.height(at), network);
    this.#canonical = linked.canonical;
    this.notes.push(...linked.notes);
    for (const [at, each] of linked.discrepancies)
      this.#discrepancies.set(at, [...(this.#discrepancies.get(at) ?? []), each]);
    const [first] = this.#canonical;
    if (first !== undefined && this.#index.height(first) === 0) this.facts.genesisHash = this.#index.hash(first);
  }

  #byStatedHeight(): Int32Array {
    const index = this.#index;
    const order = Int32Array.from({ length: index.count }, (_, at) => at);
    order.sort((a, b) => index.height(a) - index.height(b) || a - b);
    return order.filter((at, position) => {
      const before = order[position - 1];
      const other = before !== undefined && index.height(before) === index.height(at);
      const name = `block ${index.height(at)} 0x${toHex(index.hash(at))}`;
      if (other) this.#note(`another ${name}; it is served by its hash only`);
      return !other;
    });
  }

  get count(): number {
    return this.#index.count;
  }

  get earliest(): number {
    return this.#index.height(this.#canonical[0] ?? 0);
  }

  get highest(): number {
    return this.#index.height(this.#canonical.at(-1) ?? 0);
  }

  get contiguous(): boolean {
    return this.#canonical.length === this.highest - this.earliest + 1;
  }

  /** The same recording has the same name. */
  get fingerprint(): string {
    return this.#digest.copy().digest("hex").slice(0, 32);
  }

  /** The position of the first canonical block at or above a height. */
  position(height: number): number {
    let low = 0;
    let high = this.#canonical.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#index.height(this.#canonical[middle] ?? 0) < height) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many canonical blocks there are. */
  get length(): number {
    return this.#canonical.length;
  }

  /** Height and hash at a position, without reading the block. */
  ref(position: number): { height: number; hash: Uint8Array } | null {
    const at = this.#canonical[position];
    return at === undefined ? null : { height: this.#index.height(at), hash: this.#index.hash(at) };
  }

  at(position: number): ChainBlock | null {
    const at = this.#canonical[position];
    return at === undefined ? null : this.#read(at);
  }

  byHash(hash: Uint8Array): ChainBlock | null {
    const at = this.#index.find(hash);
    return at === -1 ? null : this.#read(at);
  }

  transaction(hash: Uint8Array): { block: ChainBlock; index: number } | null {
    for (const at of this.#transactions.candidates(hash)) {
      const block = this.#read(at);
      const index = this.#sources[this.#index.place(at).source]?.indexOf(block, hash) ?? -1;
      if (index !== -1) return { block, index };
    }
    return null;
  }

  /** @throws RecordingError where the file has changed meanwhile */
  #read(at: number): ChainBlock {
    const known = this.#decoded.get(at);
    if (known) return known;
    const place = this.#index.place(at);
    const source = this.#sources[place.source];
    if (!source) throw new RangeError(`no source ${place.source}`);
    const block = source.read(place, this.#index.height(at));
    block.discrepancies = [...block.discrepancies, ...(this.#discrepancies.get(at) ?? [])];
    const voted = block.height > 0 && (this.facts.rules === CLIQUE || this.facts.rules === IBFT1);
    const addresses = voted ? this.#sequence.authorities(at) : [];
    if (addresses.length > 0) block.authorities = { addresses };
    this.#decoded.set(at, block);
    return block;
  }

  close(): void {
    for (const source of this.#sources) source.close();
  }
}
