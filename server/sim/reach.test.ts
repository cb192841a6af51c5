import { describe, expect, it } from "vitest";
import { PoaEngine, RaftEngine } from "#server/consensus";
import { poa } from "./protocols/poa";
import { raft } from "./protocols/raft";
import { runSeed } from "./swarm";

/** In how many seeds each kind of journal entry, with its reason where it has one, came up. */
class Reach {
  private readonly seeds = new Map<string, Set<number>>();
  seed = 0;

  note(effects: readonly { readonly type: string; readonly entry?: object }[]): void {
    for (const effect of effects) {
      if (effect.type !== "journal" || effect.entry === undefined) continue;
      const fields = new Map<string, unknown>(Object.entries(effect.entry));
      const detail = fields.get("outcome") ?? (fields.get("type") === "roleChanged" ? fields.get("reason") : undefined);
      const kind = detail === undefined ? String(fields.get("type")) : `${fields.get("type")}: ${detail}`;
      this.seeds.set(kind, (this.seeds.get(kind) ?? new Set()).add(this.seed));
    }
  }

  rare(kinds: readonly string[], seedsMin: number): string[] {
    return kinds.filter((kind) => (this.seeds.get(kind)?.size ?? 0) < seedsMin);
  }
}

describe("what the swarm meets in 150 seeds, each in at least 3 of them", () => {
  it("with Raft", () => {
    const reach = new Reach();
    class Noted extends RaftEngine {
      override step(event: Parameters<RaftEngine["step"]>[0]): ReturnType<RaftEngine["step"]> {
        const effects = super.step(event);
        reach.note(effects);
        return effects;
      }
    }
    const protocol = raft((options) => new Noted(options));
    for (reach.seed = 1; reach.seed <= 150; reach.seed++) runSeed(String(reach.seed), protocol);
    const kinds = ["voteRefused", "leaderLost", "appendRefused", "logTruncated", "blockRefused", "commandRefused"];
    const roles = ["time-out", "transfer", "higherTerm", "electionLost", "quorumLost", "leaderFound", "removed"];
    const moves = [
      "transferEnded: done",
      "transferEnded: timedOut",
      "membershipChanged",
      "snapshotSent",
      "snapshotInstalled",
    ];
    expect(reach.rare([...kinds, ...roles.map((reason) => `roleChanged: ${reason}`), ...moves], 3)).toEqual([]);
  }, 60_000);

  it("with PoA", () => {
    const reach = new Reach();
    class Noted extends PoaEngine {
      override step(event: Parameters<PoaEngine["step"]>[0]): ReturnType<PoaEngine["step"]> {
        const effects = super.step(event);
        reach.note(effects);
        return effects;
      }
    }
    const protocol = poa((options) => new Noted(options));
    for (reach.seed = 1; reach.seed <= 150; reach.seed++) runSeed(String(reach.seed), protocol);
    expect(reach.rare(["turnMissed", "blockRefused", "voteGiven", "headMoved"], 3)).toEqual([]);
  }, 60_000);
});
