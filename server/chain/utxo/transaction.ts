/**
 * Bitcoin transactions from their bytes, read by the library (BIP-144: with witnesses or without). Ids, sizes and kinds are
 * added here. Whether the outputs spent exist, and whether scripts allow it, is not known from a transaction alone.
 */

import { RawTx } from "@scure/btc-signer";
import { concatBytes } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { DecodeError } from "../errors";
import { compactSizeLength, hashOf } from "./bytes";
import { UTXO_NETWORKS, type UtxoNetwork } from "./networks";
import { addressOfScript, kindOf, type OutputKind } from "./script";

export interface UtxoInput {
  /** The transaction whose output is spent, in display order; zeros in a coinbase. */
  readonly previousHash: Uint8Array;
  /** 0xffffffff in a coinbase. */
  readonly previousIndex: number;
  readonly script: Uint8Array;
  readonly sequence: number;
  readonly witness: readonly Uint8Array[];
}

export interface UtxoOutput {
  /** In satoshi. */
  readonly value: bigint;
  readonly script: Uint8Array;
  readonly kind: OutputKind;
  readonly address: string | null;
}

export interface UtxoTransaction {
  /** The txid, in display order: of the bytes without witnesses. */
  readonly hash: Uint8Array;
  /** In display order: of all bytes. */
  readonly wtxid: Uint8Array;
  readonly version: number;
  /** A height, or seconds since 1970 from 500,000,000 on. */
  readonly lockTime: number;
  readonly coinbase: boolean;
  readonly inputs: readonly UtxoInput[];
  readonly outputs: readonly UtxoOutput[];
  /** Bytes, witnesses included. */
  readonly size: number;
  /** Weight / 4, rounded up. */
  readonly virtualSize: number;
  /** BIP-141: 3 × size without witnesses + size. */
  readonly weight: number;
}

const NO_INDEX = 0xffff_ffff;
const [MAINNET] = UTXO_NETWORKS;

/** @param network whose way of writing addresses; mainnet's if left out. @throws DecodeError malformedTransaction */
export function decodeUtxoTransaction(
  raw: Uint8Array,
  crypto: Crypto,
  network: UtxoNetwork | undefined = MAINNET,
): UtxoTransaction {
  const { version, lockTime, inputs, outputs, witnesses } = readRaw(raw);
  const sizes = [
    ...[inputs.length, outputs.length].map(compactSizeLength),
    ...inputs.map(({ finalScriptSig }) => 40 + withLength(finalScriptSig)),
    ...outputs.map(({ script }) => 8 + withLength(script)),
  ];
  const baseSize = sizes.reduce((sum, size) => sum + size, 8);
  const base = witnesses ? withoutWitnesses(raw, baseSize) : raw;
  const wtxid = hashOf(raw, crypto);
  const weight = 3 * baseSize + raw.length;
  return {
    hash: witnesses ? hashOf(base, crypto) : wtxid,
    wtxid,
    version,
    lockTime,
    coinbase: inputs.length === 1 && inputs[0] !== undefined && isNull(inputs[0].txid, inputs[0].index),
    inputs: inputs.map(({ txid, index, finalScriptSig, sequence }, at) => ({
      previousHash: txid,
      previousIndex: index,
      script: finalScriptSig,
      sequence,
      witness: witnesses?.[at] ?? [],
    })),
    outputs: outputs.map(({ amount, script }) => {
      const kind = kindOf(script);
      return { value: amount, script, kind, address: network ? addressOfScript(script, kind, network) : null };
    }),
    size: raw.length,
    virtualSize: Math.ceil(weight / 4),
    weight,
  };
}

function readRaw(raw: Uint8Array) {
  try {
    return RawTx.decode(raw);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DecodeError("malformedTransaction", `transaction: ${reason}`);
  }
}

const withLength = (bytes: Uint8Array) => compactSizeLength(bytes.length) + bytes.length;

/** Version, inputs and outputs, lock time: what stands before BIP-144's marker, between, and behind the witnesses. */
function withoutWitnesses(raw: Uint8Array, baseSize: number): Uint8Array {
  return concatBytes([raw.subarray(0, 4), raw.subarray(6, baseSize - 2), raw.subarray(raw.length - 4)]);
}

function isNull(hash: Uint8Array, index: number): boolean {
  return index === NO_INDEX && hash.every((byte) => byte === 0);
}

/** 21 million coins, in satoshi. */
const MONEY_MAX = 2_100_000_000_000_000n;

/** What makes a transaction invalid whatever it spends (Bitcoin Core's CheckTransaction); null where nothing does. */
export function utxoTransactionFault(transaction: UtxoTransaction): string | null {
  const { inputs, outputs, coinbase } = transaction;
  if (inputs.length === 0) return "it has no inputs";
  if (outputs.length === 0) return "it has no outputs";
  let total = 0n;
  for (const [index, { value }] of outputs.entries()) {
    total += value;
    if (value > MONEY_MAX || total > MONEY_MAX)
      return `outputs[${index}]: ${value > MONEY_MAX ? value : total} satoshi, at most ${MONEY_MAX} can exist`;
  }
  const spent = new Set(inputs.map(({ previousHash, previousIndex }) => `${previousHash.join()}:${previousIndex}`));
  if (spent.size < inputs.length) return "it spends an output twice";
  const [first] = inputs;
  if (coinbase && first && (first.script.length < 2 || first.script.length > 100))
    return `a coinbase's script has 2 to 100 bytes, not ${first.script.length}`;
  const empty = coinbase
    ? -1
    : inputs.findIndex(({ previousHash, previousIndex }) => isNull(previousHash, previousIndex));
  return empty === -1 ? null : `inputs[${empty}] spends nothing`;
}

/** The height that a coinbase begins with (BIP-34), pushed as a script number; null where it does not. */
export function coinbaseHeight(transaction: UtxoTransaction): number | null {
  const script = transaction.inputs[0]?.script ?? new Uint8Array(0);
  const first = script[0] ?? 0;
  if (!transaction.coinbase) return null;
  // OP_1 to OP_16 push small numbers.
  if (first >= 0x51 && first <= 0x60) return first - 0x50;
  if (first < 1 || first > 5 || script.length <= first || (script[first] ?? 0) >= 0x80) return null;
  let height = 0;
  for (let index = first; index >= 1; index--) height = height * 256 + (script[index] ?? 0);
  return height;
}
