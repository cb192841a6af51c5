import { describe, expect, it } from "vitest";
import { ConsensusStatus } from "#proto";
import { newestVotes } from "./consensus";
import { readConsensus } from "./consensus-status";
import { paceOf } from "./status";

const hash = new Uint8Array(32).fill(0xab);
const signed = (validator: string, turn: number, height = turn) => ({ validator, turn, height, hash });

function word(...votes: ReturnType<typeof signed>[]) {
  const detail = {
    $case: "poa" as const,
    value: {
      turn: 7,
      inTurn: "a-1",
      order: ["a-1"],
      signed: votes,
      turnAgeMs: 0,
      turnTimeoutMs: 9,
      turnsWithoutFinal: 0,
    },
  };
  return { engine: "poa", quorum: 3, detail };
}

describe("a node's word on its consensus", () => {
  it("is read in protobuf's JSON, where zeros are absent, and in the message's own shape", () => {
    const message = word(signed("a-1", 0), signed("a-2", 5));
    const fromJson = readConsensus(ConsensusStatus.toJSON(message));
    expect(fromJson?.poa).toMatchObject({ turn: 7, turnAgeMs: 0, order: ["a-1"] });
    expect(fromJson?.poa?.signed).toMatchObject([
      { validator: "a-1", turn: 0 },
      { validator: "a-2", turn: 5 },
    ]);
    const plain = { ...message, detail: { ...message.detail, value: { ...message.detail.value, signed: [] } } };
    expect(readConsensus(plain)?.poa?.turn).toBe(7);
    for (const bad of [null, 5, {}, { engine: 5 }, []]) expect(readConsensus(bad)).toBeNull();
  });

  it("yields each validator's newest signature over all observers", () => {
    const words = [word(signed("a", 3), signed("b", 9)), word(signed("a", 4), signed("b", 8))];
    const votes = newestVotes(words.flatMap((one) => readConsensus(ConsensusStatus.toJSON(one))?.poa ?? []));
    expect(votes.get("a")).toMatchObject({ turn: 4, hash: `0x${"ab".repeat(32)}` });
    expect(votes.get("b")).toMatchObject({ turn: 9 });
  });
});

describe("the pace", () => {
  const block = (second: number, transactionCount: number) => ({ time: new Date(second * 1000), transactionCount });
  it("is taken over the spans between blocks", () => {
    expect(paceOf([block(14, 6), block(12, 4), block(10, 100)])).toEqual({ tps: 2.5, blockTimeMs: 2000 });
  });
  it("is unknown with fewer than two blocks", () => {
    expect(paceOf([block(14, 6)])).toEqual({ tps: null, blockTimeMs: null });
    expect(paceOf([])).toEqual({ tps: null, blockTimeMs: null });
  });
});
