/**
 * A node's own word on its consensus, as the nodes table keeps it: the contract's ConsensusStatus as camelCase JSON, where
 * zeros may be absent and hashes are base64 (protobuf's JSON) or hex. Pure; what does not parse is null, never a throw.
 */
import { z } from "zod";

const count = z.coerce.number().int().nonnegative().catch(0);
const text = z.string().catch("");

const Signed = z.object({ validator: z.string(), turn: count, height: count, hash: text });

const Poa = z.object({
  turn: count,
  inTurn: text,
  order: z.array(z.string()).catch([]),
  signed: z.array(Signed).catch([]),
  turnAgeMs: count,
  turnTimeoutMs: count,
  turnsWithoutFinal: count,
});

const Ref = z.object({ height: count }).catch({ height: 0 });
const name = z.string().min(1).nullable().catch(null);

/** The name of one of the contract's values, without what they all begin with; the first one where it is unknown. */
const named = <const T extends string>(prefix: string, values: readonly [T, ...T[]]) =>
  z.preprocess(
    (given) => values.find((value) => value.toUpperCase() === String(given).replace(prefix, "").replaceAll("_", "")),
    z.enum(values).catch(values[0]),
  );

const Raft = z.object({
  role: named("ROLE_", ["follower", "preCandidate", "candidate", "leader"]),
  term: count,
  votedFor: name,
  leader: name,
  voters: z.array(z.string()).catch([]),
  learners: z.array(z.string()).catch([]),
  logFirst: Ref,
  logLast: Ref,
  head: Ref,
  final: Ref,
  silentMs: count,
  timeoutMs: count,
  followers: z
    .array(
      z.object({
        id: z.string(),
        matchHeight: count,
        nextHeight: count,
        state: named("STATE_", ["probe", "replicate", "snapshot"]),
        active: z.boolean().catch(false),
        inFlight: count,
      }),
    )
    .catch([]),
  transferTo: name,
});

const Status = z.object({ engine: z.string(), quorum: count, poa: Poa.optional(), raft: Raft.optional() });

export type RaftWord = z.infer<typeof Raft>;
export type PoaWord = z.infer<typeof Poa>;
export type ConsensusWord = z.infer<typeof Status>;

export function hashText(given: string): string {
  if (/^(0x)?([0-9a-f]{2})+$/i.test(given)) return `0x${given.toLowerCase().replace(/^0x/, "")}`;
  return `0x${Buffer.from(given, "base64").toString("hex")}`;
}

export function readConsensus(json: unknown): ConsensusWord | null {
  if (typeof json !== "object" || json === null) return null;
  const { detail } = json as { detail?: { $case?: string; value?: unknown } };
  const flat = detail?.$case === undefined ? json : { ...json, [detail.$case]: detail.value };
  const parsed = Status.safeParse(flat);
  return parsed.success ? parsed.data : null;
}
