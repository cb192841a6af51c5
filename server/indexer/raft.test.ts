/** A Raft chain, indexed: terms, leaders, and what of a certificate counts. Real Postgres, real gRPC. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChainBlock } from "#server/chain";
import { to0x, toHex } from "#server/lib/bytes";
import { type Harness, harness } from "./testing/harness";
import { RAFT_STATED, RAFT_VALIDATORS, raftBlock, raftCertificate, raftGenesis } from "./testing/raft-blocks";
import { ScriptedNode } from "./testing/scripted-node";

let at: Harness;
let node: ScriptedNode;

interface Row {
  height: number;
  final: boolean;
  verified: boolean;
  proposer: string;
  consensus: Record<string, unknown>;
  checks: Record<string, { status: string; detail?: string }>;
  certificate: { turn: number; seals: { validator: string }[] } | null;
}
const BLOCKS =
  "select height::int, final, verified, encode(proposer, 'hex') as proposer, consensus, checks, certificate from blocks where canonical order by height";
const until = (wanted: (rows: Row[]) => boolean) => at.until<Row>(BLOCKS, wanted);
const start = () => at.start([{ network: "test", address: node.address }]);

function grow(term: number, leader: number): ChainBlock {
  const parent = node.head;
  if (!parent) throw new Error("no genesis");
  const block = raftBlock(parent, term, leader);
  node.extend(block);
  return block;
}

beforeEach(async () => {
  at = await harness();
  node = new ScriptedNode("r1");
  node.stated = RAFT_STATED;
  node.adopt(raftGenesis());
  await node.start();
});

afterEach(async () => {
  await at.close();
  await node.stop();
});

describe("a Raft chain", () => {
  it("is indexed with each block's term and leader", async () => {
    for (const [term, leader] of [
      [1, 0],
      [1, 0],
      [4, 2],
    ] as const)
      grow(term, leader);
    await start();
    const rows = await until(({ length }) => length === 4);
    expect(rows.map(({ verified }) => verified)).toEqual([true, true, true, true]);
    expect(rows.map(({ consensus }) => [consensus.engine, consensus.term])).toEqual([
      ["raft", 0],
      ["raft", 1],
      ["raft", 1],
      ["raft", 4],
    ]);
    expect(rows.slice(1).map(({ proposer }) => proposer)).toEqual(
      [0, 0, 2].map((index) => toHex(RAFT_VALIDATORS[index]?.address ?? new Uint8Array())),
    );
    expect(rows[3]?.checks.seal).toEqual({ status: "ok", detail: "sealed by r3, who led term 4" });
  });

  it("is final up to what its own term's acknowledgements certify", async () => {
    const [, second] = [grow(1, 0), grow(1, 0), grow(2, 1)];
    await start();
    await until(({ length }) => length === 4);
    node.certify(second, raftCertificate(second, 1));
    const rows = await until((found) => found[2]?.final === true);
    expect(rows.map(({ final }) => final)).toEqual([true, true, true, false]);
    expect(rows[1]?.certificate).toBeNull();
    expect(rows[2]?.certificate?.turn).toBe(1);
    expect(rows[2]?.certificate?.seals.map(({ validator }) => validator)).toEqual(
      RAFT_VALIDATORS.slice(0, 2).map(({ address }) => to0x(address)),
    );
  });

  it("is not final by acknowledgements of a later term (figure 8), but is by a descendant's", async () => {
    const old = grow(2, 0);
    await start();
    await until(({ length }) => length === 2);
    node.certify(old, raftCertificate(old, 4));
    const next = grow(4, 0);
    await until(({ length }) => length === 3);
    // What was announced before the block has been dealt with by now.
    expect((await at.rows<Row>(BLOCKS)).map(({ final }) => final)).toEqual([false, false, false]);
    node.certify(old, raftCertificate(next, 4));
    const rows = await until((found) => found[1]?.final === true);
    expect(rows[1]?.certificate).toBeNull();
    expect(rows[2]?.final).toBe(false);
    node.certify(next, raftCertificate(next, 4));
    expect((await until((found) => found[2]?.final === true))[2]?.certificate?.turn).toBe(4);
  });

  it("is checked when it is certified before it is indexed", async () => {
    grow(1, 0);
    await start();
    await until(({ length }) => length === 2);
    const parent = node.head;
    if (!parent) throw new Error("no head");
    const block = raftBlock(parent, 3, 1);
    node.certify(block, raftCertificate(block, 5));
    node.extend(block);
    await until(({ length }) => length === 3);
    const late = grow(5, 1);
    await until(({ length }) => length === 4);
    expect((await at.rows<Row>(BLOCKS)).some(({ final }) => final)).toBe(false);
    node.certify(late, raftCertificate(late, 5));
    await until((found) => found.every(({ final }) => final));
  });

  it("shows a term below the parent's as failing, after a restart too", async () => {
    grow(5, 0);
    await start();
    await until(({ length }) => length === 2);
    await at.stop();
    grow(3, 1);
    await start();
    const rows = await until(({ length }) => length === 3);
    expect(rows[2]?.checks.parent).toEqual({ status: "failed", detail: "term 3 is below the parent's, 5" });
    expect(rows[2]?.verified).toBe(false);
  });
});
