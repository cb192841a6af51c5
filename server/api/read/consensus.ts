/**
 * Consensus as its observers see it: the node rows' own words joined with the certificates of the newest blocks. A turn or
 * a vote is taken from whoever knows the newest; how many observers back the view is always said.
 */
import { optional } from "../format";
import type { ConsensusView, SignedBlock, ValidatorView } from "../schema-consensus";
import { certificateOf, quorumOf } from "./block-view";
import { type ConsensusWord, hashText, type PoaWord, readConsensus } from "./consensus-status";
import { type Db, isConfigured, type NetworkContext } from "./network";
import { nodeRows, nodeView } from "./nodes";
import { newestAcknowledgements, raftState } from "./raft";
import { judgeStall } from "./stall";

/** As many newest blocks as the page's signature strip shows. */
const SIGNED_BLOCKS = 20;

interface Observer {
  readonly id: string;
  readonly status: ValidatorView["status"];
  readonly reason: string | null;
  readonly since: string;
  readonly heardAt: number;
  readonly finalHeight: number | null;
  readonly word: ConsensusWord | null;
}

type Signed = NonNullable<ValidatorView["lastSigned"]>;
type Vote = Signed & { readonly validator: string };

/** The newest signature of each validator over all observers. */
export function newestVotes(words: readonly PoaWord[]): Map<string, Vote> {
  const newest = new Map<string, Vote>();
  for (const { validator, turn, height, hash } of words.flatMap((word) => word.signed)) {
    const known = newest.get(validator);
    if (!known || turn > known.turn || (turn === known.turn && height > known.height))
      newest.set(validator, { validator, turn, height, hash: hashText(hash) });
  }
  return newest;
}

async function newestBlocks(db: Db, network: NetworkContext): Promise<SignedBlock[]> {
  const rows = await db.block.findMany({
    where: { network: network.name, canonical: true },
    orderBy: { height: "desc" },
    take: SIGNED_BLOCKS,
    select: { height: true, hash: true, proposer: true, final: true, certificate: true, consensus: true },
  });
  return rows.map((row) => {
    const certificate = certificateOf(row.certificate);
    const proposer = optional(row.proposer, network.format.address);
    const { turn, term = turn } = (row.consensus ?? {}) as { turn?: unknown; term?: unknown };
    return {
      height: Number(row.height),
      hash: network.format.hash(row.hash),
      turn: typeof term === "number" ? term : null,
      proposer: proposer === null ? null : (network.nodeIdOf.get(proposer) ?? proposer),
      final: row.final,
      signedBy: (certificate?.seals ?? []).map((seal) => network.nodeIdOf.get(seal.validator) ?? seal.validator),
    };
  });
}

async function finalTime(db: Db, network: NetworkContext): Promise<number | null> {
  const { finalHash } = network.row;
  if (!finalHash) return null;
  const row = await db.block.findUnique({
    where: { network_hash: { network: network.name, hash: finalHash } },
    select: { time: true },
  });
  return row?.time.getTime() ?? null;
}

export async function readConsensusView(db: Db, network: NetworkContext, now: number): Promise<ConsensusView> {
  const [rows, blocks, finalAt] = await Promise.all([
    nodeRows(db, network),
    newestBlocks(db, network),
    finalTime(db, network),
  ]);
  const observers = rows.map((row): Observer => {
    const { status, statusReason, statusSince, finalHeight } = nodeView(network, row, now);
    const heardAt = row.lastHeartbeatAt?.getTime() ?? 0;
    return {
      id: row.id,
      status,
      reason: statusReason,
      since: statusSince,
      heardAt,
      finalHeight,
      word: readConsensus(row.consensus),
    };
  });
  return consensusView(network, observers, blocks, finalAt, now);
}

function validatorsOf(network: NetworkContext, observers: readonly Observer[], votes: ReadonlyMap<string, Signed>) {
  const byId = new Map(observers.map((observer) => [observer.id, observer]));
  return network.authorities.map(({ id, address }): ValidatorView => {
    const vote = votes.get(id);
    return {
      id,
      address,
      status: byId.get(id)?.status ?? "unknown",
      lastSigned: vote ? { turn: vote.turn, height: vote.height, hash: vote.hash } : null,
    };
  });
}

function turnsOf({ turn, inTurn, order }: PoaWord, votes: ReadonlyMap<string, Vote>) {
  const given = [...votes.values()].filter((vote) => vote.turn === turn);
  return { turn, inTurn: inTurn || null, order, votes: given };
}

export function consensusView(
  network: NetworkContext,
  observers: readonly Observer[],
  blocks: SignedBlock[],
  finalAt: number | null,
  now: number,
): ConsensusView {
  const alive = observers.filter((observer) => observer.status === "alive");
  const live = alive.flatMap((observer) => (observer.word?.poa ? [{ observer, poa: observer.word.poa }] : []));
  const newest = live.toSorted((a, b) => b.poa.turn - a.poa.turn || b.observer.heardAt - a.observer.heardAt)[0];
  // A dead node's last word on votes still holds: signatures do not age.
  const votes = newestVotes(observers.flatMap((observer) => (observer.word?.poa ? [observer.word.poa] : [])));
  const raft = raftState(
    alive.flatMap(({ id, heardAt, word }) => (word?.raft ? [{ id, heardAt, raft: word.raft }] : [])),
  );
  const signed = network.row.engine === "raft" ? newestAcknowledgements(blocks) : votes;
  const validators = validatorsOf(network, observers, signed);
  const quorum = alive.map(({ word }) => word?.quorum ?? 0).find((stated) => stated > 0) ?? quorumOf(network);
  const deciding = raft ? validators.filter(({ id }) => raft.voters.includes(id)) : validators;
  const aliveDeciding = deciding.filter(({ status }) => status === "alive").length;
  const count = { alive: alive.length, known: observers.length };
  const byId = new Map(observers.map((observer) => [observer.id, observer]));
  return {
    network: network.name,
    engine: network.row.engine,
    quorum,
    validators,
    tolerates: quorum === null ? null : Math.max(0, aliveDeciding - quorum),
    observers: count,
    stalled: judgeStall({
      now,
      // Of a network that is not configured any more nobody expects a block.
      live: network.row.live && isConfigured(network.row),
      blockIntervalMs: network.row.blockIntervalMs,
      finalAt,
      finalHeight: network.finalHeight,
      headHeight: network.headHeight,
      nodesFinalHeight: Math.max(-1, ...alive.map((observer) => observer.finalHeight ?? -1)),
      quorum,
      validators: deciding.map(({ id, status }) => {
        const observer = byId.get(id);
        return { id, status, reason: observer?.reason ?? null, since: observer?.since ?? null };
      }),
      observers: count,
      sourceError: network.row.sourceError,
      inTurn: newest?.poa.inTurn || null,
      members: raft?.view.members ?? [],
      leader: raft ? { id: raft.view.leader, term: raft.view.term } : null,
      turnEndsAt: newest
        ? newest.observer.heardAt + Math.max(0, newest.poa.turnTimeoutMs - newest.poa.turnAgeMs)
        : (raft?.electionAt ?? null),
    }),
    blocks,
    ...(newest ? turnsOf(newest.poa, votes) : {}),
    ...raft?.view,
  };
}
