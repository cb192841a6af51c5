/** Node rows as the indexer writes them: three that live, one that died, each with its own word on the consensus. */
import type { Prisma } from "#prisma";
import { blockHashOf, nodeIdOf, VALIDATORS } from "./rows";

const DEAD = VALIDATORS - 1;
const GRPC_PORT = 50_051;
/** The dead one stopped this many blocks below the head. */
const DIED_BELOW = 40;

function consensusWord(network: string, head: number): Prisma.InputJsonObject {
  const ids = Array.from({ length: VALIDATORS }, (_, index) => nodeIdOf(network, index));
  const height = Math.max(1, head);
  const signed = ids.map((validator, index) => {
    const at = index === DEAD ? Math.max(1, height - DIED_BELOW) : height;
    return { validator, turn: at, height: at, hash: Buffer.from(blockHashOf(network, at, 0)).toString("base64") };
  });
  const inTurn = ids[(head + 1) % VALIDATORS] ?? "";
  const poa = { turn: head + 1, inTurn, order: ids, signed, turnAgeMs: 200, turnTimeoutMs: 1500 };
  return { engine: "poa", quorum: Math.floor((2 * VALIDATORS) / 3) + 1, poa };
}

export function nodeRow(network: string, index: number, head: number, now: number, live: boolean) {
  const id = nodeIdOf(network, index);
  const dead = index === DEAD;
  const height = dead ? Math.max(0, head - DIED_BELOW) : head;
  const others = Array.from({ length: VALIDATORS }, (_, other) => nodeIdOf(network, other));
  return {
    network,
    id,
    name: id,
    role: live ? "validator" : "source",
    status: dead ? "dead" : "alive",
    statusReason: dead ? "connection refused, no heartbeat for 40 s" : null,
    ...(dead ? { statusSince: new Date(now - 40_000) } : {}),
    height,
    headHash: blockHashOf(network, height, 0),
    finalHeight: Math.max(0, height - 2),
    peers: dead ? [] : others.filter((other, at) => other !== id && at !== DEAD),
    version: "0.1.0",
    bootId: `boot-${id}`,
    lastHeartbeatAt: new Date(dead ? now - 40_000 : now),
    grpc: `127.0.0.1:${GRPC_PORT + index}`,
    ...(dead ? {} : { pid: 4_000 + index }),
    consensus: consensusWord(network, dead ? height : head),
    figures: {
      mempoolCount: 12,
      mempoolBytes: 1_344,
      rssBytes: 158_000_000 + index,
      eventLoopDelayP99Ms: 3.2,
      storageBytes: 8_400_000,
      uptimeMs: 302_000,
    },
  } satisfies Prisma.NodeCreateManyInput;
}
