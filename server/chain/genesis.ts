/**
 * The first block of a chain of ours: who validates, in which order, and who owns what. The file is JSON; its header is
 * computed, so that every node arrives at the same genesis hash or finds out at once.
 */
import { fromHex } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { CHAINGLASS_RAFT } from "./block-hash";
import { GenesisError } from "./errors";
import { encodeExtra } from "./extra";
import type { Header } from "./header";
import { transactionsRoot, unclesHash } from "./roots";

export interface Genesis {
  readonly network: string;
  readonly chainId: number;
  readonly engine: "poa" | "raft";
  readonly ledger: "account";
  readonly timeMs: number;
  readonly blockIntervalMs: number;
  /** Decimal; every block's. */
  readonly gasLimit: string;
  /** PoA: in the order of their turns. Raft: the first voters. */
  readonly validators: readonly GenesisValidator[];
  /** By 0x address. */
  readonly alloc: Readonly<Record<string, GenesisAccount>>;
}

export interface GenesisValidator {
  readonly id: string;
  /** 0x. */
  readonly address: string;
}

export interface GenesisAccount {
  /** Decimal, in wei. */
  readonly balance: string;
  /** 0x. */
  readonly code?: string | undefined;
}

/** A turn needs someone; among more than this many, neither turns nor a leader's rounds come to an end in good time. */
const VALIDATORS_MAX = 128;
const GAS_LIMIT_MIN = 5_000n;
const GAS_LIMIT_MAX = 2n ** 53n - 1n;
const BASE_FEE_AT_GENESIS = 1_000_000_000n;

/** @throws GenesisError naming the field and what was expected */
export function parseGenesis(json: unknown): Genesis {
  const root = record(json, "(root)");
  const { network, engine, ledger, gasLimit } = root;
  if (typeof network !== "string" || network === "") throw new GenesisError("network", "expected a name");
  if (engine !== "poa" && engine !== "raft") throw new GenesisError("engine", 'expected "poa" or "raft"');
  if (ledger !== "account") throw new GenesisError("ledger", 'expected "account"');
  const gas = decimal(gasLimit, "gasLimit");
  if (gas < GAS_LIMIT_MIN || gas > GAS_LIMIT_MAX)
    throw new GenesisError("gasLimit", `expected ${GAS_LIMIT_MIN} to ${GAS_LIMIT_MAX}`);
  return {
    network,
    chainId: integer(root.chainId, "chainId", 1),
    engine,
    ledger,
    timeMs: integer(root.timeMs, "timeMs", 0),
    blockIntervalMs: integer(root.blockIntervalMs, "blockIntervalMs", 1),
    gasLimit: gas.toString(),
    validators: parseValidators(root.validators),
    alloc: parseAlloc(root.alloc),
  };
}

function parseValidators(json: unknown): GenesisValidator[] {
  if (!Array.isArray(json) || json.length === 0 || json.length > VALIDATORS_MAX)
    throw new GenesisError("validators", `expected a list of 1 to ${VALIDATORS_MAX}`);
  const validators = json.map((each: unknown, index): GenesisValidator => {
    const { id, address } = record(each, `validators[${index}]`);
    if (typeof id !== "string" || id === "") throw new GenesisError(`validators[${index}].id`, "expected a name");
    return { id, address: addressText(address, `validators[${index}].address`) };
  });
  for (const key of ["id", "address"] as const)
    if (new Set(validators.map((each) => each[key])).size < validators.length)
      throw new GenesisError("validators", `expected each ${key} once`);
  return validators;
}

function parseAlloc(json: unknown): Record<string, GenesisAccount> {
  const alloc: Record<string, GenesisAccount> = {};
  for (const [key, value] of Object.entries(record(json, "alloc"))) {
    const field = `alloc.${key}`;
    const address = addressText(key, field);
    if (address in alloc) throw new GenesisError(field, "the address is there twice");
    const { balance, code } = record(value, field);
    const account = { balance: decimal(balance, `${field}.balance`).toString() };
    if (code !== undefined && (typeof code !== "string" || !/^0x([0-9a-fA-F]{2})*$/.test(code)))
      throw new GenesisError(`${field}.code`, "expected 0x and hex digits, two for each byte");
    alloc[address] = code === undefined ? account : { ...account, code: code.toLowerCase() };
  }
  return alloc;
}

function record(json: unknown, field: string): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new GenesisError(field, "expected an object");
  return { ...json };
}

function integer(json: unknown, field: string, min: number): number {
  if (typeof json !== "number" || !Number.isSafeInteger(json) || json < min)
    throw new GenesisError(field, `expected an integer of at least ${min}`);
  return json;
}

function decimal(json: unknown, field: string): bigint {
  if (typeof json !== "string" || !/^(0|[1-9]\d{0,77})$/.test(json) || BigInt(json) >= 2n ** 256n)
    throw new GenesisError(field, "expected a decimal string below 2^256");
  return BigInt(json);
}

function addressText(json: unknown, field: string): string {
  if (typeof json !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(json))
    throw new GenesisError(field, "expected an address: 0x and 40 hex digits");
  return json.toLowerCase();
}

/** So that chains that differ in their engine alone have different genesis hashes. */
const MIX_HASHES: Readonly<Record<Genesis["engine"], Uint8Array>> = {
  poa: new Uint8Array(32),
  raft: Uint8Array.from({ length: 32 }, (_, index) => CHAINGLASS_RAFT.charCodeAt(index) || 0),
};

/** @param stateRoot of the state that `alloc` makes */
export function genesisHeader(genesis: Genesis, stateRoot: Uint8Array, crypto: Crypto): Header {
  const zeroHash = new Uint8Array(32);
  const emptyTrie = transactionsRoot([], crypto);
  return {
    parentHash: zeroHash,
    unclesHash: unclesHash([], crypto),
    coinbase: new Uint8Array(20),
    stateRoot,
    transactionsRoot: emptyTrie,
    receiptsRoot: emptyTrie,
    logsBloom: new Uint8Array(256),
    difficulty: 0n,
    number: 0,
    gasLimit: BigInt(genesis.gasLimit),
    gasUsed: 0n,
    timestamp: Math.floor(genesis.timeMs / 1000),
    extraData: encodeExtra({
      timeMs: genesis.timeMs,
      turn: 0,
      validators: genesis.validators.map(({ address }) => fromHex(address)),
      seal: new Uint8Array(0),
    }),
    mixHash: MIX_HASHES[genesis.engine],
    nonce: new Uint8Array(8),
    baseFeePerGas: BASE_FEE_AT_GENESIS,
    withdrawalsRoot: emptyTrie,
    blobGasUsed: 0n,
    excessBlobGas: 0n,
    parentBeaconBlockRoot: zeroHash,
  };
}
