import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConsensusLog, type WalOptions, type WalRecord } from "./index";
import { openLevel } from "./level";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-consensus-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options: WalOptions = { owner: { nodeId: "alpha-1", genesisHash: new Uint8Array(32).fill(7) } };
const json = (turn: number) =>
  new TextEncoder().encode(`{"type":"vote","vote":{"turn":${turn},"signature":{"$hex":"0a"}}}`);
const vote = (turn: number): WalRecord => ({ kind: "vote", term: turn, index: turn, data: json(turn) });

async function olderVersion(turns: readonly number[]): Promise<void> {
  const level = await openLevel(folder);
  const changes = turns.map((turn, place) => ({ key: `p:${String(place).padStart(12, "0")}`, value: json(turn) }));
  await level.write(changes, true);
  await level.close();
}

describe("the consensus log", () => {
  it("gives records back in order, and after a compaction the last vote", async () => {
    const log = await ConsensusLog.open(folder, options);
    for (let turn = 1; turn <= 50; turn++) await log.append([vote(turn)]);
    await log.close();
    const again = await ConsensusLog.open(folder, options);
    expect(again.takeRecords().map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    await again.compact({ index: 50, keep: [vote(50)] });
    await again.close();
    const third = await ConsensusLog.open(folder, options);
    expect(third.takeRecords().at(-1)).toEqual(vote(50));
    await third.close();
  });

  it("carries the votes of an older version over, once", async () => {
    await olderVersion([7, 8]);
    const log = await ConsensusLog.open(folder, options);
    expect(log.takeRecords()).toEqual([vote(7), vote(8)]);
    await log.append([vote(9)]);
    await log.close();
    expect(readdirSync(folder)).toEqual(["0000000001.wal"]);
    const again = await ConsensusLog.open(folder, options);
    expect(again.takeRecords()).toEqual([vote(7), vote(8), vote(9)]);
    await again.close();
  });

  it("carries them over again when it was killed in between", async () => {
    const log = await ConsensusLog.open(folder, options);
    await log.append([vote(7)]);
    await log.close();
    await olderVersion([7, 8]);
    const again = await ConsensusLog.open(folder, options);
    expect(again.takeRecords().map(({ index }) => index)).toContain(8);
    await again.close();
    const third = await ConsensusLog.open(folder, options);
    expect(third.takeRecords().at(-1)).toEqual(vote(8));
    await third.close();
  });

  it("keeps an older version's folder where the log is another node's", async () => {
    await (await ConsensusLog.open(folder, options)).close();
    await olderVersion([7]);
    const other = { owner: { ...options.owner, nodeId: "alpha-2" } };
    await expect(ConsensusLog.open(folder, other)).rejects.toMatchObject({ code: "otherNode" });
    expect(readdirSync(folder)).toContain("CURRENT");
  });
});
