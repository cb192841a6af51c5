import { describe, expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { nobleCrypto } from "#server/lib/crypto-noble";
import { blockHash, CHAINGLASS_POA } from "./block-hash";
import { decodeExtra } from "./extra";
import { genesisHeader, parseGenesis } from "./genesis";
import { decodeHeader, encodeHeader } from "./header";
import { verifyBlock } from "./verify/verify-block";

const good = {
  network: "alpha",
  chainId: 7,
  engine: "poa",
  ledger: "account",
  timeMs: 1_700_000_000_123,
  blockIntervalMs: 1000,
  gasLimit: "30000000",
  validators: [
    { id: "alpha-1", address: `0x${"AA".repeat(20)}` },
    { id: "alpha-2", address: `0x${"bb".repeat(20)}` },
  ],
  alloc: { [`0x${"cc".repeat(20)}`]: { balance: "1000" } },
};

describe("a genesis file", () => {
  it("names the field that is wrong", () => {
    const wrong: [string, object][] = [
      ["network", { network: 3 }],
      ["chainId", { chainId: 0 }],
      ["engine", { engine: "clique" }],
      ["ledger", { ledger: "utxo" }],
      ["timeMs", { timeMs: -1 }],
      ["blockIntervalMs", { blockIntervalMs: 1.5 }],
      ["gasLimit", { gasLimit: 30 }],
      ["gasLimit", { gasLimit: "1" }],
      ["validators", { validators: [] }],
      ["validators", { validators: [good.validators[0], good.validators[0]] }],
      ["validators[0].address", { validators: [{ id: "a", address: "0x12" }] }],
      ["alloc.0x1", { alloc: { "0x1": { balance: "1" } } }],
      [`alloc.0x${"cc".repeat(20)}.balance`, { alloc: { [`0x${"cc".repeat(20)}`]: { balance: "-1" } } }],
    ];
    for (const [field, change] of wrong)
      expect(() => parseGenesis({ ...good, ...change }), field).toThrow(`genesis: ${field}: `);
    expect(() => parseGenesis(null)).toThrow("expected an object");
  });

  it("makes the same header everywhere, and one that verifies", () => {
    const genesis = parseGenesis(good);
    const stateRoot = new Uint8Array(32).fill(1);
    const header = encodeHeader(genesisHeader(genesis, stateRoot, nativeCrypto));
    expect(toHex(encodeHeader(genesisHeader(genesis, stateRoot, nobleCrypto)))).toBe(toHex(header));
    const extra = decodeExtra(decodeHeader(header).extraData);
    expect(extra.validators.map((address) => toHex(address).slice(0, 2))).toEqual(["aa", "bb"]);
    const block = {
      hash: blockHash(CHAINGLASS_POA, header, nativeCrypto),
      height: 0,
      parentHash: new Uint8Array(32),
      time: new Date(good.timeMs),
      header,
      ...{ transactions: [], receipts: [], unavailable: [], size: 0, final: true, discrepancies: [], uncles: [] },
    };
    const input = { parent: null, rules: CHAINGLASS_POA, chainId: 7, validators: [], crypto: nativeCrypto };
    const verification = verifyBlock({ ...input, block });
    expect(verification.verified).toBe(true);
    expect(verification.checks.seal.status).toBe("notApplicable");
    expect(verification.checks.parent).toEqual({ status: "notApplicable", detail: "the first block has no parent" });
    expect(verification.proposer).toBeNull();
    for (const [check, change] of [
      ["hash", { hash: new Uint8Array(32) }],
      ["hash", { height: 1 }],
      ["hash", { time: new Date(good.timeMs + 1) }],
      ["hash", { header: new Uint8Array(0) }],
      ["transactions", { transactions: [{ raw: Uint8Array.of(1, 2) }] }],
      ["senders", { transactions: [{ raw: Uint8Array.of(1, 2) }] }],
      ["receipts", { discrepancies: [{ check: "receipts", field: "f", stated: "a", computed: "b" }] }],
    ] as const) {
      const changed = verifyBlock({ ...input, block: { ...block, ...structuredClone(change) } as typeof block });
      expect(changed.checks[check].status, check).toBe("failed");
      expect(changed.verified).toBe(false);
    }
  });
});
