/** Raft broken in small ways, at its edge and inside: the swarm must notice, or it watches the wrong things. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type RaftFactory, raft } from "./protocols/raft";
import { runSeed } from "./swarm";
import { CommitsByCount, DoesNotWait, ForgetsItsVote, ForgetsPersist, TakesUnmatched } from "./testing/broken-raft";

/** The faces of what is broken, which no other room may import. */
interface Position {
  readonly term: number;
  readonly height: number;
}
interface Log {
  isCoveredBy(position: Position): boolean;
}
interface Voter {
  readonly term: number;
  votedFor: string | null;
  readonly role: { readonly role: string; leader?: string | null };
}
interface Request {
  readonly type: string;
  readonly term: number;
}
type Mutant = "none" | "quorum" | "restriction" | "votes" | "learners";

const mutant = vi.hoisted(() => ({ of: "none" as Mutant }));

vi.mock("../consensus/raft/quorum", async (importOriginal) => {
  const actual = await importOriginal<{ quorumOf: (voters: number) => number }>();
  return {
    ...actual,
    quorumOf: (voters: number) =>
      mutant.of === "quorum" ? Math.max(1, actual.quorumOf(voters) - 1) : actual.quorumOf(voters),
  };
});

vi.mock("../consensus/raft/log", async (importOriginal) => {
  const actual = await importOriginal<{ Log: new (...given: unknown[]) => Log }>();
  class MutantLog extends actual.Log {
    override isCoveredBy(position: Position): boolean {
      return mutant.of === "restriction" || super.isCoveredBy(position);
    }
  }
  return { ...actual, Log: MutantLog };
});

vi.mock("../consensus/raft/membership", async (importOriginal) => {
  type VotersOf = (members: readonly { readonly id: string }[]) => string[];
  const actual = await importOriginal<{ votersOf: VotersOf }>();
  const votersOf: VotersOf = (members) =>
    mutant.of === "learners" ? members.map(({ id }) => id) : actual.votersOf(members);
  return { ...actual, votersOf };
});

vi.mock("../consensus/raft/election", async (importOriginal) => {
  type Answer = (state: Voter, from: string, request: Request, out: unknown) => void;
  const actual = await importOriginal<{ onVoteRequest: Answer }>();
  const onVoteRequest: Answer = (state, from, request, out) => {
    const again = request.type === "voteRequest" && request.term === state.term && state.role.role === "follower";
    if (mutant.of === "votes" && again) {
      state.votedFor = null;
      state.role.leader = null;
    }
    actual.onVoteRequest(state, from, request, out);
  };
  return { ...actual, onVoteRequest };
});

afterEach(() => {
  mutant.of = "none";
});

interface Broken {
  readonly of?: Mutant;
  readonly factory?: RaftFactory;
  /** See what harm it does, not how. */
  readonly outcomesOnly?: boolean;
}

/** What is seen first of it within so many seeds. A network that stands still is no proof. */
function caught(seeds: number, { of = "none", factory, outcomesOnly = false }: Broken): string | null {
  mutant.of = of;
  const protocol = raft(factory);
  for (let seed = 1; seed <= seeds; seed++) {
    const { violation } = runSeed(String(seed), protocol, { checks: { outcomesOnly } });
    if (violation !== null && !violation.startsWith("no progress")) return violation;
  }
  return null;
}

const harm = /two final blocks|two leaders|lacks|drops the final block|does not extend/;

describe("a broken Raft is caught within 10 seeds", () => {
  it("none of these is", () => {
    expect(caught(10, {})).toBeNull();
  });

  it("two votes in a term", () => {
    expect(caught(10, { of: "votes" })).toMatch(/votes twice/);
  });

  it("a quorum of one too few", () => {
    expect(caught(10, { of: "quorum" })).toMatch(/a certificate of|two leaders/);
  });

  it("learners that vote, within 50 seeds", () => {
    expect(caught(50, { of: "learners" })).toMatch(/has no vote|a certificate of/);
  });

  it("final by count, whatever the term", () => {
    expect(caught(10, { factory: (options) => new CommitsByCount(options) })).toMatch(
      /a certificate|before it is on disk/,
    );
  });

  it("nothing is written", () => {
    expect(caught(10, { factory: (options) => new ForgetsPersist(options) })).toMatch(/before it is on disk/);
  });

  it("written, but not waited for", () => {
    expect(caught(10, { factory: (options) => new DoesNotWait(options) })).toMatch(/before it is on disk/);
  });

  it("a restart that forgets the vote", () => {
    expect(caught(10, { factory: (options) => new ForgetsItsVote(options) })).toMatch(/votes twice|goes back to term/);
  });

  it("blocks taken that do not match the log", () => {
    expect(caught(10, { factory: (options) => new TakesUnmatched(options) })).toMatch(
      /does not stand on its log|drops the final/,
    );
  });
});

describe("a broken Raft is caught by the harm it does, were nobody to look at votes, certificates and disks", () => {
  it("two votes in a term, within 50 seeds", () => {
    expect(caught(50, { of: "votes", outcomesOnly: true })).toMatch(harm);
  });

  it("a quorum of one too few, within 50 seeds", () => {
    expect(caught(50, { of: "quorum", outcomesOnly: true })).toMatch(harm);
  });

  it("a vote for a log that lacks something, within 50 seeds", () => {
    expect(caught(50, { of: "restriction", outcomesOnly: true })).toMatch(harm);
  });

  it("nothing is written, within 50 seeds", () => {
    expect(caught(50, { factory: (options) => new ForgetsPersist(options), outcomesOnly: true })).toMatch(harm);
  }, 60_000);

  it("blocks taken that do not match the log, within 50 seeds", () => {
    expect(caught(50, { factory: (options) => new TakesUnmatched(options), outcomesOnly: true })).toMatch(harm);
  }, 60_000);

  it("final by count (figure 8 of the paper), within 600 seeds", () => {
    expect(caught(600, { factory: (options) => new CommitsByCount(options), outcomesOnly: true })).toMatch(harm);
  }, 120_000);
});
