/** What is known of each node. Changes are gathered by the caller and written together, with at most one frame a node. */
import { Commit } from "./frames";
import type { Sql } from "./sql";

export type NodeStatus = "alive" | "suspect" | "dead" | "unknown";

export interface NodeRow {
  readonly id: string;
  readonly name: string;
  readonly role: "validator" | "observer" | "source";
  readonly status: NodeStatus;
  readonly statusReason: string | null;
  readonly statusSinceMs: number;
  readonly height: number | null;
  /** Hex. */
  readonly headHash: string | null;
  readonly finalHeight: number | null;
  readonly peers: readonly string[];
  readonly version: string | null;
  readonly bootId: string | null;
  readonly lastHeartbeatAtMs: number | null;
  readonly grpc: string;
  readonly jsonRpc: string | null;
  readonly pid: number | null;
  readonly consensus: unknown;
  readonly figures: unknown;
}

const UPSERT = `insert into nodes as n (network, id, name, role, status, status_reason, status_since, height, head_hash, final_height,
    peers, version, boot_id, last_heartbeat_at, grpc, json_rpc, pid, consensus, figures)
  select $1, r.id, r.name, r.role, r.status, r.status_reason, r.status_since, r.height, decode(r.head_hash, 'hex'), r.final_height,
    coalesce(r.peers, '{}'), r.version, r.boot_id, r.last_heartbeat_at, r.grpc, r.json_rpc, r.pid, r.consensus, r.figures
  from jsonb_to_recordset($2::jsonb) as r(id text, name text, role text, status text, status_reason text, status_since timestamptz,
    height bigint, head_hash text, final_height bigint, peers text[], version text, boot_id text, last_heartbeat_at timestamptz,
    grpc text, json_rpc text, pid int, consensus jsonb, figures jsonb)
  on conflict (network, id) do update set name = excluded.name, role = excluded.role, status = excluded.status,
    status_reason = excluded.status_reason, status_since = excluded.status_since,
    height = coalesce(excluded.height, n.height), head_hash = coalesce(excluded.head_hash, n.head_hash),
    final_height = coalesce(excluded.final_height, n.final_height), peers = excluded.peers,
    version = coalesce(excluded.version, n.version), boot_id = coalesce(excluded.boot_id, n.boot_id),
    last_heartbeat_at = coalesce(excluded.last_heartbeat_at, n.last_heartbeat_at), grpc = excluded.grpc,
    json_rpc = excluded.json_rpc, pid = excluded.pid, consensus = coalesce(excluded.consensus, n.consensus),
    figures = coalesce(excluded.figures, n.figures)`;

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function record(node: NodeRow) {
  return {
    id: node.id,
    name: node.name,
    role: node.role,
    status: node.status,
    status_reason: node.statusReason,
    status_since: iso(node.statusSinceMs),
    height: node.height,
    head_hash: node.headHash,
    final_height: node.finalHeight,
    peers: node.peers,
    version: node.version,
    boot_id: node.bootId,
    last_heartbeat_at: iso(node.lastHeartbeatAtMs),
    grpc: node.grpc,
    json_rpc: node.jsonRpc,
    pid: node.pid,
    consensus: node.consensus,
    figures: node.figures,
  };
}

/** @param announced ids of those that get a frame */
export async function commitNodes(
  sql: Sql,
  network: string,
  nodes: readonly NodeRow[],
  announced: readonly string[],
  consensusChanged: boolean,
): Promise<void> {
  const commit = await Commit.begin(sql, network);
  if (nodes.length > 0) await sql.query(UPSERT, [network, JSON.stringify(nodes.map(record)).replaceAll("\\u0000", "")]);
  for (const id of announced) commit.frame("nodes", "node.updated", { id });
  if (consensusChanged) commit.frame("consensus", "consensus.updated", {});
  await commit.end();
}

/** Which node answered at an address before, so that one that does not answer now keeps its name. */
export async function nodesByAddress(
  sql: Sql,
  network: string,
): Promise<Map<string, { id: string; name: string; role: string }>> {
  const rows = await sql.query<{ id: string; name: string; role: string; grpc: string }>(
    `select id, name, role, grpc from nodes where network = $1`,
    [network],
  );
  return new Map(rows.map(({ grpc, ...node }) => [grpc, node]));
}

/** Removes the nodes that are not configured any more, and the address under which one stood before it told its name. */
export async function forgetNodes(sql: Sql, network: string, kept: readonly string[]): Promise<void> {
  await sql.query(`delete from nodes where network = $1 and not (id = any($2::text[]))`, [network, kept]);
}
