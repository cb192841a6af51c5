/** Recorded Bitcoin blocks and the vectors of Bitcoin Core, bitcoinjs and rust-bitcoin. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { DecodeError } from "../errors";
import { recordedFile, titled, vectorFile } from "../testing/recorded";
import { verifyBlock } from "../verify/verify-block";
import { splitUtxoBlock } from "./block";
import { blockFromUtxoBytes } from "./chain-block";
import { decodeUtxoHeader, encodeUtxoHeader, targetOf, utxoBlockHash } from "./header";
import { proveUtxoTransaction, verifyUtxoProof } from "./merkle";
import { BITCOIN, UTXO_NETWORKS, utxoNetworkOf } from "./networks";
import { addressOfScript, kindOf } from "./script";
import { decodeUtxoTransaction, utxoTransactionFault } from "./transaction";

const first = recordedFile("btc/bitcoinj-first-100k-blocks.dat");
const segwit = recordedFile("btc/rust-bitcoin-mainnet-0000c835.raw");
const vectors = vectorFile("bitcoin/tx_valid.json");
const json = (name: string) => JSON.parse(readFileSync(vectorFile(`bitcoin/${name}`) ?? "", "utf8"));
const common = { rules: BITCOIN, chainId: null, validators: [], crypto: nativeCrypto };
const ok = { hash: "ok", transactions: "ok", senders: "notApplicable", receipts: "notApplicable", seal: "ok" };

const statuses = (checks: object) =>
  Object.fromEntries(Object.entries(checks).map(([name, { status }]) => [name, status]));

describe.skipIf(!first)(titled("the first blocks of mainnet", first), () => {
  it("pass every check, and the first spend is found", () => {
    const file = new Uint8Array(readFileSync(first ?? ""));
    let parent = null;
    let height = 0;
    let transactions = 0;
    let spends = 0;
    for (let at = 0; at < file.length; height++) {
      const length = new DataView(file.buffer, file.byteOffset + at + 4).getUint32(0, true);
      const block = blockFromUtxoBytes(file.subarray(at + 8, at + 8 + length), height, nativeCrypto);
      const { checks, verified, utxo } = verifyBlock({ ...common, block, parent });
      expect({ height, verified, ...statuses(checks) }).toEqual({
        ...ok,
        height,
        verified: true,
        parent: parent ? "ok" : "notApplicable",
      });
      transactions += utxo?.transactions.length ?? 0;
      spends += utxo?.transactions.filter(({ coinbase }) => !coinbase).length ?? 0;
      if (height === 170) expect(utxo?.transactions.length).toBe(2);
      parent = { hash: block.hash, height, timeMs: block.time?.getTime() ?? 0 };
      at += 8 + length;
    }
    expect([height, transactions, spends]).toEqual([439, 446, 7]);
    expect(toHex(utxoBlockHash(file.subarray(8, 88), nativeCrypto))).toBe(UTXO_NETWORKS[0]?.genesisHash);
  });
});

describe.skipIf(!segwit)(titled("a block with witnesses", segwit), () => {
  const block = () => blockFromUtxoBytes(new Uint8Array(readFileSync(segwit ?? "")), 699_999, nativeCrypto);

  it("passes every check, and each transaction is proved", () => {
    const whole = block();
    const { checks, utxo } = verifyBlock({ ...common, block: { ...whole, height: 694_687 }, parent: null });
    const transactions = utxo?.transactions ?? [];
    expect(transactions.length).toBe(2500);
    expect(transactions.filter(({ inputs }) => inputs.some(({ witness }) => witness.length > 0)).length).toBe(2065);
    expect({ ...statuses(checks), hash: "ok" }).toEqual({ ...ok, parent: "notGiven" });
    const hashes = transactions.map(({ hash }) => hash);
    for (const index of [0, 1, 1249, 2499]) {
      const proof = proveUtxoTransaction(hashes, index, nativeCrypto);
      expect(verifyUtxoProof(proof, nativeCrypto)).toBe(true);
      expect(verifyUtxoProof({ ...proof, index: index ^ 1 }, nativeCrypto)).toBe(false);
      expect(toHex(proof.root)).toBe(toHex(decodeUtxoHeader(whole.header).merkleRoot));
    }
    const kinds = new Set(transactions.flatMap(({ outputs }) => outputs.map(({ kind }) => kind)));
    for (const kind of ["p2pkh", "p2sh", "p2wpkh", "p2wsh", "op_return"] as const) expect(kinds.has(kind)).toBe(true);
  });

  it("refuses a changed witness, though the Merkle root does not cover it", () => {
    const changed = block();
    const at = changed.transactions.findIndex(({ raw }, index) => index > 0 && raw[4] === 0);
    const raw = changed.transactions[at]?.raw.slice() ?? new Uint8Array();
    const byte = raw.length - 6;
    raw[byte] = (raw[byte] ?? 0) ^ 1;
    changed.transactions[at] = { raw };
    expect(verifyBlock({ ...common, block: changed, parent: null }).checks.transactions).toMatchObject({
      status: "failed",
      detail: "witness commitment",
    });
  });

  it("refuses a repeated tail, whose Merkle root is the same (CVE-2012-2459)", () => {
    const trap = block();
    // 2500 = 4 × 625: on the third level the last hash has no partner.
    trap.transactions = [...trap.transactions, ...trap.transactions.slice(-4)];
    expect(verifyBlock({ ...common, block: trap, parent: null }).checks.transactions.detail).toMatch(/CVE-2012-2459/);
  });
});

describe.skipIf(!vectors)(titled("other projects' vectors", vectors), () => {
  it("reads Bitcoin Core's valid transactions, and finds the fault in those that have one in themselves", () => {
    const cases = (name: string): [unknown, string, string][] =>
      json(name).filter((each: unknown[]) => each.length === 3 && Array.isArray(each[0]));
    const valid = cases("tx_valid.json");
    expect(valid.length).toBe(121);
    for (const [, raw] of valid) {
      const transaction = decodeUtxoTransaction(fromHex(raw), nativeCrypto);
      expect([raw, utxoTransactionFault(transaction)]).toEqual([raw, null]);
    }
    const bad = cases("tx_invalid.json").filter(([, , flags]) => flags.includes("BADTX"));
    expect(bad.length).toBeGreaterThan(5);
    for (const [, raw] of bad) expect([raw, faultOf(raw) === null]).toEqual([raw, false]);
  });

  it("has bitcoinjs' ids, hashes, sizes and targets", () => {
    for (const { hex, id, hash, whex, weight, virtualSize } of json("bitcoinjs-transaction.json").valid) {
      if (id === undefined || hex === "") continue;
      const transaction = decodeUtxoTransaction(fromHex(whex || hex), nativeCrypto);
      expect(toHex(transaction.hash)).toBe(id);
      if (!whex) expect(toHex(transaction.wtxid.slice().reverse())).toBe(hash);
      if (weight !== undefined) expect([transaction.weight, transaction.virtualSize]).toEqual([weight, virtualSize]);
    }
    const blocks = json("bitcoinjs-block.json");
    for (const { bits, expected } of blocks.targets) {
      const compact = Number.parseInt(bits, 16);
      // A negative target: bitcoinjs passes over its sign, Bitcoin Core refuses it.
      const target = compact & 0x800000 ? null : BigInt(`0x${expected}`);
      expect(targetOf(compact)).toBe(target);
    }
    for (const { id, hex } of blocks.valid) {
      const header = fromHex(hex).subarray(0, 80);
      expect(toHex(utxoBlockHash(header, nativeCrypto))).toBe(id);
      expect(encodeUtxoHeader(decodeUtxoHeader(header))).toEqual(header);
    }
    for (const { id, transactions, hex } of json("bitcoinjs-blocks.json")) {
      const parts = splitUtxoBlock(fromHex(hex));
      expect([toHex(utxoBlockHash(parts.header, nativeCrypto)), parts.transactions.length]).toEqual([id, transactions]);
    }
  });

  it("has bitcoinjs' addresses", () => {
    const known: Record<string, string> = { bitcoin: BITCOIN, testnet: "bitcoin-testnet", regtest: "bitcoin-regtest" };
    const { standard, bech32 } = json("bitcoinjs-address.json");
    let compared = 0;
    for (const { script, network, base58check, bech32: segwit, address } of [...standard, ...bech32]) {
      const rules = utxoNetworkOf(known[network] ?? "");
      const bytes = assemble(script ?? "");
      if (!rules || !bytes) continue;
      compared++;
      expect(addressOfScript(bytes, kindOf(bytes), rules)).toBe(
        (base58check ?? segwit ?? address).replace(/^BC1.*$/, (text: string) => text.toLowerCase()),
      );
    }
    expect(compared).toBeGreaterThan(5);
  });
});

/** Null where the transaction is read and has no fault. */
function faultOf(raw: string): string | null {
  try {
    return utxoTransactionFault(decodeUtxoTransaction(fromHex(raw), nativeCrypto));
  } catch (error) {
    if (error instanceof DecodeError) return error.detail;
    throw error;
  }
}

/** The bytes of the few scripts that have addresses; null for others. */
function assemble(text: string): Uint8Array | null {
  const [first, second, third] = text.split(" ");
  const push = (hex: string) => (hex.length / 2).toString(16).padStart(2, "0") + hex;
  if (first === "OP_DUP" && third) return fromHex(`76a9${push(third)}88ac`);
  if (first === "OP_HASH160" && second) return fromHex(`a9${push(second)}87`);
  if (first === "OP_0" && second) return fromHex(`00${push(second)}`);
  return null;
}
