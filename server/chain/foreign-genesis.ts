/**
 * The genesis files of geth, Besu and Quorum: chain id, engine, and the first header with its hash, the state root over the
 * allocation included. Which fork's fields that header has follows from the schedule (EIP-1559, 4895, 4844, 4788, 7685).
 */
import { fromHex, toHex } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { blockHash, CLIQUE, ETHASH, ETHEREUM, IBFT1 } from "./block-hash";
import { DecodeError, GenesisError } from "./errors";
import { encodeHeader, type Header } from "./header";
import { encodeInteger, encodeRlp } from "./rlp";
import { cliqueSigners } from "./seal/clique";
import { decodeIbftExtra, ISTANBUL_MIX_HASH } from "./seal/ibft";
import { keyedRoot } from "./trie/build";

export interface ForeignGenesis {
  readonly chainId: number;
  /** One of the rules' names of this room. */
  readonly rules: string;
  /** Blocks between checkpoints; null where the engine has none. */
  readonly epochLength: number | null;
  readonly blockIntervalMs: number | null;
  /** Null for a public chain, of which only the hash is known. */
  readonly header: Header | null;
  readonly hash: Uint8Array;
}

const publicGenesis = (chainId: number, hash: string): ForeignGenesis => {
  const unknown = { epochLength: null, blockIntervalMs: null, header: null };
  return { chainId, rules: ETHEREUM, ...unknown, hash: fromHex(hash) };
};

/** By the names under which a recording's genesis may be given instead of a file. */
export const PUBLIC_GENESES: Readonly<Record<string, ForeignGenesis>> = {
  mainnet: publicGenesis(1, "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"),
  sepolia: publicGenesis(11_155_111, "25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9"),
};

type Json = Readonly<Record<string, unknown>>;

/** What the first header after genesis tells where no genesis file does: the marks that Clique and Istanbul leave. */
export function rulesOf(header: Header): string {
  try {
    if (toHex(header.mixHash) === ISTANBUL_MIX_HASH) {
      decodeIbftExtra(header.extraData);
      return IBFT1;
    }
    const easy = header.difficulty === 1n || header.difficulty === 2n;
    if (easy && header.mixHash.every((byte) => byte === 0) && cliqueSigners(header).length >= 0) return CLIQUE;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  return ETHEREUM;
}

/** @throws GenesisError naming the field */
export function parseForeignGenesis(json: unknown, crypto: Crypto): ForeignGenesis {
  const genesis = objectAt(json, "the file");
  const config = objectAt(genesis.config, "config");
  const header = readHeader(genesis, config, crypto);
  const rules = rulesByConfig(config);
  const engine = optionalObject(config[rules === CLIQUE ? "clique" : config.istanbul ? "istanbul" : "ibft"]);
  const epoch = engine.epochlength ?? engine.epochLength ?? engine.epoch;
  const period = engine.blockperiodseconds ?? engine.blockPeriodSeconds ?? engine.period;
  return {
    chainId: Number(integerAt(config.chainId ?? 0, "config.chainId")),
    rules,
    epochLength: epoch === undefined ? null : Number(integerAt(epoch, "config: epoch length")),
    blockIntervalMs: period === undefined ? null : Number(integerAt(period, "config: block period")) * 1000,
    header,
    hash: blockHash(rules, encodeHeader(header), crypto),
  };
}

function rulesByConfig(config: Json): string {
  if (config.clique !== undefined) return CLIQUE;
  if (config.ibft !== undefined || config.istanbul !== undefined) return IBFT1;
  return config.ethash !== undefined ? ETHASH : ETHEREUM;
}

function readHeader(genesis: Json, config: Json, crypto: Crypto): Header {
  const timestamp = Number(integerAt(genesis.timestamp ?? 0, "timestamp"));
  const emptyTrie = keyedRoot([], crypto);
  const since = (name: string) =>
    config[name] !== undefined && Number(integerAt(config[name], `config.${name}`)) <= timestamp;
  const header: Header = {
    parentHash: dataAt(genesis.parentHash, 32, "parentHash"),
    unclesHash: crypto.keccak256(encodeRlp([])),
    coinbase: dataAt(genesis.coinbase, 20, "coinbase"),
    stateRoot: stateRoot(genesis.alloc, crypto),
    transactionsRoot: emptyTrie,
    receiptsRoot: emptyTrie,
    logsBloom: new Uint8Array(256),
    difficulty: integerAt(genesis.difficulty ?? 0, "difficulty"),
    number: Number(integerAt(genesis.number ?? 0, "number")),
    gasLimit: integerAt(genesis.gasLimit, "gasLimit"),
    gasUsed: integerAt(genesis.gasUsed ?? 0, "gasUsed"),
    timestamp,
    extraData: dataAt(genesis.extraData, null, "extraData"),
    mixHash: dataAt(genesis.mixHash ?? genesis.mixhash, 32, "mixHash"),
    nonce: word(integerAt(genesis.nonce ?? 0, "nonce"), 8),
  };
  if (config.londonBlock === undefined || integerAt(config.londonBlock, "config.londonBlock") > 0n) return header;
  header.baseFeePerGas = integerAt(genesis.baseFeePerGas ?? 1_000_000_000, "baseFeePerGas");
  if (since("shanghaiTime")) header.withdrawalsRoot = emptyTrie;
  if (since("cancunTime")) {
    header.blobGasUsed = integerAt(genesis.blobGasUsed ?? 0, "blobGasUsed");
    header.excessBlobGas = integerAt(genesis.excessBlobGas ?? 0, "excessBlobGas");
    header.parentBeaconBlockRoot = dataAt(genesis.parentBeaconBlockRoot, 32, "parentBeaconBlockRoot");
  }
  if (since("pragueTime")) header.requestsHash = crypto.sha256(new Uint8Array(0));
  return header;
}

/** Of an allocation: a trie of accounts, each with a trie of what it stores. */
function stateRoot(alloc: unknown, crypto: Crypto): Uint8Array {
  const nothing = keyedRoot([], crypto);
  const accounts = Object.entries(optionalObject(alloc)).map(([address, value]) => {
    const account = objectAt(value, `alloc.${address}`);
    const storage = Object.entries(optionalObject(account.storage)).map(([slot, content]) => ({
      key: crypto.keccak256(word(integerAt(slot, `alloc.${address}.storage`), 32)),
      value: encodeRlp(encodeInteger(integerAt(content, `alloc.${address}.storage`))),
    }));
    const fields = [
      encodeInteger(integerAt(account.nonce ?? 0, `alloc.${address}.nonce`)),
      encodeInteger(integerAt(account.balance ?? 0, `alloc.${address}.balance`)),
      storage.length > 0 ? keyedRoot(storage, crypto) : nothing,
      crypto.keccak256(dataAt(account.code, null, `alloc.${address}.code`)),
    ];
    return { key: crypto.keccak256(dataAt(address, 20, "alloc")), value: encodeRlp(fields) };
  });
  return keyedRoot(accounts, crypto);
}

function word(value: bigint, bytes: number): Uint8Array {
  return fromHex(
    value
      .toString(16)
      .padStart(2 * bytes, "0")
      .slice(-2 * bytes),
  );
}

function objectAt(value: unknown, field: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new GenesisError(field, "expected an object");
  return { ...value };
}

function optionalObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Numbers, decimal or hex; hex without prefix counts as such where it has letters or stands for a storage word. */
function integerAt(value: unknown, field: string): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === "string" && /^0x[0-9a-fA-F]*$/.test(value)) return value === "0x" ? 0n : BigInt(value);
  if (typeof value === "string" && /^\d{1,78}$/.test(value)) return BigInt(value);
  if (typeof value === "string" && /^[0-9a-fA-F]{64}$/.test(value)) return BigInt(`0x${value}`);
  throw new GenesisError(field, `expected a number, decimal or 0x-hex, met ${JSON.stringify(value)}`);
}

/** Absent is zeros, or nothing where there is no set length. */
function dataAt(value: unknown, length: number | null, field: string): Uint8Array {
  if (value === undefined || value === null || value === "") return new Uint8Array(length ?? 0);
  const text = typeof value === "string" ? value.replace(/^0x/, "") : "?";
  if (!/^([0-9a-fA-F]{2})*$/.test(text) || (length !== null && text.length !== 2 * length))
    throw new GenesisError(field, `expected ${length ?? "any number of"} bytes in hex`);
  return fromHex(text);
}
