import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { blockHash, CHAINGLASS_POA, CHAINGLASS_RAFT, encodeHeader, genesisHeader, parseGenesis } from "#server/chain";
import { to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { openNetwork } from "./create";
import { fragility, type Shape, settleShape, toleranceOf } from "./shape";

let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "chainglass-shape-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const alpha: Shape = { name: "alpha", engine: "raft", ledger: "account", nodes: 3 };
const around = { blockIntervalMs: 500, firstPort: 53_000, logLevel: "info" };
const genesisText = (name: string) => readFileSync(join(dataDir, "devnet", name, "genesis.json"), "utf8");

describe("an existing network", () => {
  it("goes on as it was made where nobody has asked for another, and says so", () => {
    openNetwork(dataDir, { ...alpha, engine: "poa", nodes: 4, ...around });
    const before = genesisText("alpha");
    const { shape, remark } = settleShape(dataDir, alpha, false);
    expect(shape).toEqual({ name: "alpha", engine: "poa", ledger: "account", nodes: 4 });
    expect(remark).toBe(
      "alpha goes on as poa:4/account, as it was made; a new chain would be raft:3/account (another CHAINGLASS_DATA_DIR makes one).",
    );
    const again = openNetwork(dataDir, { ...shape, ...around });
    expect([again.created, again.nodes.length, genesisText("alpha")]).toEqual([false, 4, before]);
  });

  it("is left alone where somebody has asked for another, and he is told both ways out", () => {
    openNetwork(dataDir, { ...alpha, engine: "poa", ...around });
    const before = genesisText("alpha");
    const refusal =
      /alpha in .* is poa:3\/account, and CHAINGLASS_DEVNET asks for raft:3\/account.*write alpha=poa:3\/account there, or choose another CHAINGLASS_DATA_DIR/;
    expect(() => settleShape(dataDir, alpha, true)).toThrow(refusal);
    expect(() => openNetwork(dataDir, { ...alpha, ...around })).toThrow(refusal);
    expect(genesisText("alpha")).toBe(before);
    expect(settleShape(dataDir, { ...alpha, engine: "poa" }, true).remark).toBeNull();
  });

  it("whose genesis can't be read is named, and nothing is made in its place", () => {
    const folder = join(dataDir, "devnet/alpha");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "genesis.json");
    writeFileSync(
      file,
      '{"engine":"pbft","ledger":"account","chainId":1,"blockIntervalMs":1,"validators":[{"id":"a"}]}',
    );
    expect(() => settleShape(dataDir, alpha, false)).toThrow(/genesis\.json can't be used: engine: /);
    writeFileSync(file, "{");
    expect(() => openNetwork(dataDir, { ...alpha, ...around })).toThrow(/genesis\.json can't be used: SyntaxError/);
    expect(existsSync(join(folder, "alpha-1"))).toBe(false);
  });
});

describe("two networks of one devnet", () => {
  it("share nothing: chain ids, genesis, keys, node ids, ports", () => {
    const first = openNetwork(dataDir, { ...alpha, ...around });
    const second = openNetwork(dataDir, {
      ...alpha,
      name: "beta",
      engine: "poa",
      nodes: 4,
      ...around,
      firstPort: 53_003,
    });
    const genesis = [first, second].map(({ name }) => parseGenesis(JSON.parse(genesisText(name))));
    expect(genesis.map(({ engine, network }) => `${network} ${engine}`)).toEqual(["alpha raft", "beta poa"]);
    const all = [first, second].flatMap(({ nodes }) => nodes);
    expect(all.map(({ id }) => id).join()).toBe("alpha-1,alpha-2,alpha-3,beta-1,beta-2,beta-3,beta-4");
    const unique = (values: readonly unknown[]) => new Set(values).size === values.length;
    expect(unique(all.map(({ address }) => address))).toBe(true);
    expect(unique(genesis.map(({ chainId }) => chainId))).toBe(true);
    expect(unique(genesis.flatMap(({ validators }) => validators.map(({ address }) => address)))).toBe(true);
    expect(unique(genesis.flatMap(({ alloc }) => Object.keys(alloc)))).toBe(true);
  });

  it("that differ in their engine alone have different genesis hashes", () => {
    openNetwork(dataDir, { ...alpha, ...around });
    const json = JSON.parse(genesisText("alpha"));
    const [raft, poa] = (["raft", "poa"] as const).map((engine) => {
      const header = genesisHeader(parseGenesis({ ...json, engine }), new Uint8Array(32), nativeCrypto);
      return to0x(blockHash(engine === "raft" ? CHAINGLASS_RAFT : CHAINGLASS_POA, encodeHeader(header), nativeCrypto));
    });
    expect(raft).not.toBe(poa);
  });
});

describe("what a network tolerates", () => {
  it("is told in one phrase", () => {
    const told = (engine: Shape["engine"], sizes: number[]) => sizes.map((nodes) => toleranceOf({ engine, nodes }));
    expect(told("raft", [1, 2, 3, 4, 5])).toEqual([
      "raft:1 tolerates 0 failures",
      "raft:2 tolerates 0 failures",
      "raft:3 tolerates 1 failure",
      "raft:4 tolerates 1 failure",
      "raft:5 tolerates 2 failures",
    ]);
    expect(told("poa", [3, 4, 7])).toEqual([
      "poa:3 tolerates 0 failures",
      "poa:4 tolerates 1 failure",
      "poa:7 tolerates 2 failures",
    ]);
  });

  it("is said aloud where it is nothing", () => {
    expect(fragility(alpha)).toBeNull();
    expect(fragility({ ...alpha, nodes: 2 })).toBe(
      "alpha: raft:2 tolerates 0 failures: if one of its nodes stops, no block becomes final until it is back; raft:3 tolerates 1 failure",
    );
    expect(fragility({ ...alpha, engine: "poa", nodes: 1 })).toMatch(/its node stops.*; poa:4 tolerates 1 failure$/);
  });
});
