/** The shapes of REST about nodes and their consensus. Node ids are the names that nodes give themselves. */
import { z } from "@hono/zod-openapi";

const hash = z.string();
const time = z.iso.datetime({ precision: 3 });

export const NodeStatus = z.enum(["alive", "suspect", "dead", "unknown"]);

/** Why a node is not alive, where the sentence beside it is one that is known; `seconds` where it names any. */
export const NodeReason = z.object({
  code: z.enum([
    "refused",
    "never-heard",
    "never-reached",
    "silent",
    "late",
    "stream-broke",
    "other-chain",
    "unwatched",
    "stale",
  ]),
  seconds: z.number().nullable(),
});

export const NodeView = z
  .object({
    network: z.string(),
    id: z.string(),
    name: z.string(),
    role: z.string(),
    status: NodeStatus,
    /** One sentence in English. */
    statusReason: z.string().nullable(),
    statusReasonCode: NodeReason.nullable(),
    statusSince: time,
    height: z.number().int().nullable(),
    headHash: hash.nullable(),
    finalHeight: z.number().int().nullable(),
    peers: z.number().int(),
    peerIds: z.array(z.string()),
    version: z.string().nullable(),
    lastHeartbeatAt: time.nullable(),
    endpoints: z.object({ grpc: z.string(), jsonRpc: z.string().optional() }),
    pid: z.number().int().optional(),
    figures: z
      .object({
        mempoolCount: z.number().int(),
        mempoolBytes: z.number().int(),
        rssBytes: z.number().int(),
        eventLoopDelayP99Ms: z.number(),
        storageBytes: z.number().int(),
        uptimeMs: z.number().int(),
      })
      .nullable(),
  })
  .openapi("Node");

/** Why no block becomes final; each code has its facts, so that a page can word it in its own language. */
export const StallCode = z.enum(["quorum-lost", "source-cut-off", "no-leader", "no-final-block"]);

/** One thing that a stall's judgement rests on. */
export const Finding = z.discriminatedUnion("code", [
  z.object({
    code: z.literal("silence"),
    final: z.number().int().nullable(),
    silentMs: z.number().int(),
    intervalMs: z.number().int(),
  }),
  z.object({ code: z.literal("nobody-answers"), known: z.number().int() }),
  /** In English, as the indexer wrote it. */
  z.object({ code: z.literal("indexer-says"), reason: z.string() }),
  z.object({
    code: z.literal("validator-down"),
    id: z.string(),
    status: NodeStatus,
    since: z.string().nullable(),
    reason: z.string().nullable(),
    reasonCode: NodeReason.nullable(),
  }),
  z.object({ code: z.literal("observers"), alive: z.number().int(), known: z.number().int() }),
  z.object({ code: z.literal("unsigned-blocks"), from: z.number().int(), to: z.number().int() }),
  z.object({ code: z.literal("in-turn"), id: z.string() }),
  /** Raft: who leads, and in which term; nobody, as far as the living nodes know, where `id` is null. */
  z.object({ code: z.literal("candidates"), ids: z.array(z.string()) }),
  /** Raft: who has voted in the newest term for this candidate. */
  z.object({ code: z.literal("votes"), candidate: z.string(), voters: z.array(z.string()), quorum: z.number().int() }),
  z.object({ code: z.literal("leader"), id: z.string().nullable(), term: z.number().int() }),
]);

export const Stall = z.object({
  since: time,
  code: StallCode,
  facts: z.object({
    alive: z.number().int(),
    known: z.number().int(),
    quorum: z.number().int().nullable(),
    finalHeight: z.number().int().nullable(),
    headHeight: z.number().int().nullable(),
    silentMs: z.number().int(),
    observersAlive: z.number().int(),
    observersKnown: z.number().int(),
  }),
  /** One sentence in English. */
  why: z.string(),
  who: z.array(z.string()),
  /** What it rests on, in English; `findings` has the same as codes with their facts. */
  evidence: z.array(z.string()),
  findings: z.array(Finding),
  nextAttemptAt: time.nullable(),
  safeNextStep: z.string(),
});

export const ValidatorView = z.object({
  id: z.string(),
  address: z.string(),
  status: NodeStatus,
  /** The newest signature any observer has seen from it, under Raft the newest acknowledgement in a certificate; null while none was. */
  lastSigned: z.object({ turn: z.number().int(), height: z.number().int(), hash }).nullable(),
});

/** The newest blocks and who has signed them, for the consensus page. */
export const SignedBlock = z.object({
  height: z.number().int(),
  hash,
  /** Turn, or Raft's term. */
  turn: z.number().int().nullable(),
  proposer: z.string().nullable(),
  final: z.boolean(),
  /** Node ids. Absent from it is "not in the certificate we hold", which is not "missed". */
  signedBy: z.array(z.string()),
});

/** A Raft node as it tells of itself. */
export const RaftMember = z.object({
  id: z.string(),
  member: z.enum(["voter", "learner", "none"]),
  role: z.enum(["follower", "preCandidate", "candidate", "leader"]),
  term: z.number().int(),
  votedFor: z.string().nullable(),
  leader: z.string().nullable(),
  /** Heights: first and last block of its log, the last executed and the last final one. */
  firstIndex: z.number().int(),
  lastIndex: z.number().int(),
  appliedIndex: z.number().int(),
  commitIndex: z.number().int(),
  /** Since it heard of the leader, or a leader of a quorum; and when it gives that up. By its own clock. */
  silentMs: z.number().int(),
  timeoutMs: z.number().int(),
});

/** A follower as the leader knows it. */
export const RaftFollower = z.object({
  id: z.string(),
  matchIndex: z.number().int(),
  nextIndex: z.number().int(),
  /** Blocks of the leader's log that it is not known to hold. */
  lag: z.number().int(),
  state: z.enum(["probe", "replicate", "snapshot"]),
  active: z.boolean(),
  inFlight: z.number().int(),
});

export const ConsensusView = z
  .object({
    network: z.string(),
    engine: z.string(),
    quorum: z.number().int().nullable(),
    validators: z.array(ValidatorView),
    /** How many validators may fail before no block becomes final; null where there are none. */
    tolerates: z.number().int().nullable(),
    /** How many nodes this view rests on: alive of known. */
    observers: z.object({ alive: z.number().int(), known: z.number().int() }),
    /** Null while blocks become final, or none is due. */
    stalled: Stall.nullable(),
    blocks: z.array(SignedBlock),
    // PoA
    turn: z.number().int().optional(),
    inTurn: z.string().nullable().optional(),
    order: z.array(z.string()).optional(),
    votes: z
      .array(z.object({ validator: z.string(), turn: z.number().int(), height: z.number().int(), hash }))
      .optional(),
    // Raft
    term: z.number().int().optional(),
    /** Null while the living nodes know of none. */
    leader: z.string().nullable().optional(),
    commitIndex: z.number().int().optional(),
    /** Empty while no leader tells of them. */
    followers: z.array(RaftFollower).optional(),
    /** The living nodes' own words. */
    members: z.array(RaftMember).optional(),
    transferTo: z.string().nullable().optional(),
  })
  .openapi("Consensus");

export type NodeStatus = z.infer<typeof NodeStatus>;
export type NodeReason = z.infer<typeof NodeReason>;
export type NodeView = z.infer<typeof NodeView>;
export type StallCode = z.infer<typeof StallCode>;
export type Finding = z.infer<typeof Finding>;
export type Stall = z.infer<typeof Stall>;
export type ValidatorView = z.infer<typeof ValidatorView>;
export type SignedBlock = z.infer<typeof SignedBlock>;
export type RaftMember = z.infer<typeof RaftMember>;
export type RaftFollower = z.infer<typeof RaftFollower>;
export type ConsensusView = z.infer<typeof ConsensusView>;
