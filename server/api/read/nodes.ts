/** Nodes: row → view, and the consensus status that a node last sent. */
import type { Node } from "#prisma";
import { optional, time } from "../format";
import {
  type NodeStatus,
  NodeStatus as NodeStatusShape,
  type NodeView,
  NodeView as NodeViewShape,
} from "../schema-consensus";
import type { Db, NetworkContext } from "./network";
import { reasonOf } from "./reason";

/** More nodes than this are no network that one page can show. */
const NODES_MAX = 500;
/**
 * Heartbeats come every second or so. A row that has not been touched this long tells of an indexer that does not listen,
 * not of a node that lives: unknown is not alive, and not dead either.
 */
const NODE_STALE_MS = 15_000;

function statusOf(network: NetworkContext, row: Node, now: number): { status: NodeStatus; reason: string | null } {
  const parsed = NodeStatusShape.safeParse(row.status);
  const status = parsed.success ? parsed.data : "unknown";
  const heard = row.lastHeartbeatAt?.getTime() ?? row.statusSince.getTime();
  if (network.row.live && status === "alive" && now - heard > NODE_STALE_MS)
    return { status: "unknown", reason: `last observed ${Math.round((now - heard) / 1000)} s ago` };
  return { status, reason: row.statusReason };
}

const Figures = NodeViewShape.shape.figures.unwrap();

/** Figures that a source does not give are zero only where all are known to be given. */
function figuresOf(json: unknown): NodeView["figures"] {
  if (typeof json !== "object" || json === null) return null;
  const numbers = Object.fromEntries(
    Object.keys(Figures.shape).map((key) => [key, Number((json as Record<string, unknown>)[key] ?? 0)]),
  );
  const parsed = Figures.safeParse(numbers);
  return parsed.success ? parsed.data : null;
}

export function nodeView(network: NetworkContext, row: Node, now: number): NodeView {
  const { status, reason } = statusOf(network, row, now);
  return {
    network: network.name,
    id: row.id,
    name: row.name,
    role: row.role,
    status,
    statusReason: reason,
    statusReasonCode: reasonOf(reason),
    statusSince: time(row.statusSince),
    height: optional(row.height, Number),
    headHash: optional(row.headHash, network.format.hash),
    finalHeight: optional(row.finalHeight, Number),
    peers: row.peers.length,
    peerIds: row.peers,
    version: row.version,
    lastHeartbeatAt: optional(row.lastHeartbeatAt, time),
    endpoints: { grpc: row.grpc, ...(row.jsonRpc ? { jsonRpc: row.jsonRpc } : {}) },
    ...(row.pid === null ? {} : { pid: row.pid }),
    figures: figuresOf(row.figures),
  };
}

export async function nodeRows(db: Db, network: NetworkContext): Promise<Node[]> {
  return db.node.findMany({ where: { network: network.name }, orderBy: { id: "asc" }, take: NODES_MAX });
}

export async function listNodes(db: Db, network: NetworkContext, now: number): Promise<NodeView[]> {
  const rows = await nodeRows(db, network);
  return rows
    .map((row) => nodeView(network, row, now))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

export async function findNode(db: Db, network: NetworkContext, id: string, now: number): Promise<NodeView | null> {
  const row = await db.node.findUnique({ where: { network_id: { network: network.name, id } } });
  return row ? nodeView(network, row, now) : null;
}
