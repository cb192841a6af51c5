/** Blocks as `eth_getBlockByNumber` gives them, with the receipts beside them in the same files or in others. */
import { readFileSync, statSync } from "node:fs";
import { LRUCache } from "lru-cache";
import { blockFromJsonRpc, type ChainBlock, DecodeError, decodeHeader, decodeTransaction } from "#server/chain";
import { equalBytes } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { classify, isOther, type Part } from "./classify";
import type { Place } from "./compact-index";
import { RecordingError } from "./errors";
import { jsonErrorOffset } from "./json-offset";
import type { BlockSource, FoundBlock, SourceContext } from "./source";

/** A JSON file is parsed as a whole, and JavaScript's texts end near 512 MB. Chains of that size come as RLP. */
const JSON_BYTES_MAX = 256 * 1024 * 1024;
/** Parsed files that are kept, as streams read neighbours, a block and its receipts; of large ones fewer than these. */
const PARSED_FILES_MAX = 4;
const PARSED_BYTES_MAX = JSON_BYTES_MAX;

interface Receipts {
  readonly file: string;
  readonly part: number;
  readonly hash: string;
  readonly number: string;
  used: boolean;
}

const lower = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : "");
const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

/** JSON that has nothing to do with blocks, as a folder may hold besides. */
export class OtherJsonError extends RecordingError {}

/** All JSON files of a recording: receipts are looked for across them. */
export class JsonFiles {
  readonly #parsed = new LRUCache<string, Part[]>({ max: PARSED_FILES_MAX, maxSize: PARSED_BYTES_MAX });
  readonly #receipts: Receipts[] = [];
  readonly #byHash = new Map<string, Receipts>();
  readonly #byNumber = new Map<string, Receipts>();

  constructor(readonly context: SourceContext) {}

  /** Notes the receipts of a file. @throws RecordingError where it can't be read */
  survey(file: string): void {
    this.context.digest(readFileSync(file));
    for (const [part, { kind, value }] of this.parts(file).entries()) {
      if (kind !== "receipts") continue;
      const first: unknown = Array.isArray(value) ? value[0] : null;
      const hash = lower(field(first, "blockHash"));
      const found = { file, part, hash, number: lower(field(first, "blockNumber")), used: false };
      this.#receipts.push(found);
      this.#byHash.set(hash, found);
      this.#byNumber.set(found.number, found);
    }
  }

  receiptsOf(block: unknown): Receipts | null {
    return this.#byHash.get(lower(field(block, "hash"))) ?? this.#byNumber.get(lower(field(block, "number"))) ?? null;
  }

  /** In sentences. */
  leftovers(): string[] {
    const left = this.#receipts.filter(({ used }) => !used);
    return left.map(
      ({ file, number }) => `${file}: receipts of block ${Number(number)}, which is not in the recording; left aside`,
    );
  }

  /** @throws RecordingError */
  parts(file: string): Part[] {
    const known = this.#parsed.get(file);
    if (known) return known;
    const parts = parseFile(file);
    this.#parsed.set(file, parts, { size: Math.max(1, statSync(file).size) });
    return parts;
  }
}

function parseFile(file: string): Part[] {
  if (statSync(file).size > JSON_BYTES_MAX)
    throw new RecordingError(file, `more than ${JSON_BYTES_MAX} bytes of JSON; export the chain as RLP instead`);
  const text = readFileSync(file, "utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(file, `not JSON (${reason})`, { cause: error, offset: jsonErrorOffset(text) });
  }
  const parts = classify(json);
  if (typeof parts === "string") throw new (isOther(json) ? OtherJsonError : RecordingError)(file, parts);
  return parts;
}

export class JsonSource implements BlockSource {
  constructor(
    readonly file: string,
    readonly files: JsonFiles,
  ) {}

  *scan(): Generator<FoundBlock> {
    for (const [part, { kind, value }] of this.files.parts(this.file).entries()) {
      if (kind !== "block") continue;
      const receipts = this.files.receiptsOf(value);
      const block = this.#decode(part);
      if (receipts) receipts.used = true;
      yield {
        offset: part,
        length: 0,
        height: block.height,
        hash: block.hash,
        parentHash: block.parentHash,
        work: 0,
        header: decodeHeader(block.header),
        utxoRules: null,
        transactionIds: block.transactions.flatMap(({ hash }) => (hash ? [hash] : [])),
        chainId: chainIdIn(block),
        discrepancies: [],
        sequential: false,
      };
    }
  }

  #decode(part: number): ChainBlock {
    const value = this.files.parts(this.file)[part]?.value;
    const receipts = this.files.receiptsOf(value);
    try {
      const given = receipts ? this.files.parts(receipts.file)[receipts.part]?.value : null;
      return blockFromJsonRpc(value, given, nativeCrypto);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const inReceipts = receipts !== null && error.message.includes("receipts");
      const file = inReceipts ? receipts.file : this.file;
      throw new RecordingError(file, error.message, { cause: error, offset: inReceipts ? 0 : this.#offsetOf(value) });
    }
  }

  /** Where its hash stands, near which the block lies; 0 where it has none. */
  #offsetOf(block: unknown): number {
    const hash = field(block, "hash");
    return typeof hash === "string" ? Math.max(0, readFileSync(this.file).indexOf(`"${hash}"`)) : 0;
  }

  read({ offset }: Place): ChainBlock {
    return this.#decode(offset);
  }

  indexOf(block: ChainBlock, hash: Uint8Array): number {
    return block.transactions.findIndex((each) => each.hash !== undefined && equalBytes(each.hash, hash));
  }

  close(): void {}
}

function chainIdIn(block: ChainBlock): number {
  for (const { raw, hash, sender } of block.transactions) {
    const { chainId } = decodeTransaction(raw, { hash, sender }, nativeCrypto);
    if (chainId) return chainId;
  }
  return 0;
}
