/** The shape of a look at the configured addresses, for REST and pages. */
import { z } from "@hono/zod-openapi";

const time = z.iso.datetime({ precision: 3 });

export const SourceProblemCode = z.enum([
  "connection-refused",
  "unknown-host",
  "unreachable",
  "timeout",
  "tls-expected",
  "not-a-source",
  "other-chain",
  "starting",
  "failed",
  "not-checked",
]);

export const SourceProblem = z.object({
  code: SourceProblemCode,
  /** One sentence in English. */
  detail: z.string(),
  /** What the source or the connection itself said. */
  reason: z.string().nullable(),
  /** For `other-chain`: what the network is, and what was found. */
  expected: z.string().nullable(),
  found: z.string().nullable(),
});

/** `unknown`: it could not be seen from this look, for example because the newest block is empty. */
export const SourceAnswer = z.enum(["given", "unavailable", "unknown"]);

export const SourceGives = z.object({
  blocks: SourceAnswer,
  receipts: SourceAnswer,
  events: SourceAnswer,
  transactions: SourceAnswer,
  accounts: SourceAnswer,
  certificates: SourceAnswer,
  consensus: SourceAnswer,
});

export const SourceFacts = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  engine: z.string(),
  ledger: z.string(),
  rules: z.string(),
  chainId: z.number().int(),
  genesisHash: z.string().nullable(),
  live: z.boolean(),
  /** Whether it holds every block between the two heights. */
  contiguous: z.boolean(),
  heights: z.tuple([z.number().int(), z.number().int()]).nullable(),
  headTime: time.nullable(),
  finalHeight: z.number().int().nullable(),
  /** What of a recording could not be read. */
  faults: z.array(z.object({ file: z.string(), offset: z.number().int(), reason: z.string() })),
});

/** A configured address, as a look at it just found it. */
export const SourceView = z
  .object({
    network: z.string(),
    address: z.string(),
    /** It answers, and serves the chain of its network. */
    ok: z.boolean(),
    problem: SourceProblem.nullable(),
    checkedAt: time,
    latencyMs: z.number().nullable(),
    facts: SourceFacts.nullable(),
    gives: SourceGives.nullable(),
  })
  .openapi("Source");

export type SourceProblem = z.infer<typeof SourceProblem>;
export type SourceGives = z.infer<typeof SourceGives>;
export type SourceFacts = z.infer<typeof SourceFacts>;
export type SourceView = z.infer<typeof SourceView>;
