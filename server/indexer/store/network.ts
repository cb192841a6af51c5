/** The network's own row: what its source states of it, where the index stands, and when the source was last heard. */
import type { Validator } from "#server/chain";
import { fromHex, to0x, toHex } from "#server/lib/bytes";
import { RETIRED_POSITION } from "#server/lib/networks";
import type { ChainFacts } from "../decode/block";
import type { Head, Ref } from "../decode/rows";
import { bytes, bytesOrNull } from "../decode/values";
import type { Sql } from "./sql";

export interface NetworkState {
  readonly head: Head | null;
  readonly final: Ref | null;
  readonly recordingId: string | null;
}

export interface StatedNetwork extends ChainFacts {
  readonly ledger: string;
  readonly blockIntervalMs: number | null;
  readonly live: boolean;
}

/** The source serves another chain than the one that the database holds under this name. */
export class OtherChainError extends Error {
  override readonly name = "OtherChainError";
}

/** So that a network is listed before any of its nodes has answered. */
export async function declareNetwork(sql: Sql, name: string, position: number): Promise<void> {
  await sql.query(
    `insert into networks (name, position, engine, ledger, rules, chain_id) values ($1, $2::int, 'unknown', 'account', 'unknown', 0)
      on conflict (name) do update set position = excluded.position,
        source_error = case when networks.position >= $3::int then null else networks.source_error end`,
    [name, String(position), String(RETIRED_POSITION)],
  );
}

/** Networks of earlier configurations stay to be read, behind the others. */
export async function retireNetworks(sql: Sql, configured: readonly string[]): Promise<void> {
  await sql.query(
    `update networks set position = $2::int, source_error = 'No address is configured for this network any more.'
      where not (name = any($1::text[]))`,
    [configured, String(RETIRED_POSITION)],
  );
}

/** Of a block: a number where its engine has one. */
const TURN = "coalesce(consensus ->> 'term', consensus ->> 'turn')::float8";

const validatorsJson = (validators: readonly Validator[]) =>
  JSON.stringify(validators.map(({ id, address }) => ({ id, address: to0x(address) })));

/** What a source states of its chain, by column, with type and text; a genesis that it does not state is left as it is. */
export function statedColumns(stated: StatedNetwork): (readonly [name: string, type: string, value: string | null])[] {
  const genesis = stated.genesisHash ? [["genesis_hash", "bytea", bytesOrNull(stated.genesisHash)] as const] : [];
  return [
    ["engine", "text", stated.engine],
    ["ledger", "text", stated.ledger],
    ["rules", "text", stated.rules],
    ["chain_id", "bigint", String(stated.chainId)],
    ["block_interval_ms", "int", stated.blockIntervalMs === null ? null : String(stated.blockIntervalMs)],
    ["validators", "jsonb", validatorsJson(stated.validators)],
    ["live", "boolean", String(stated.live)],
    ...genesis,
  ];
}

/** @throws OtherChainError */
export async function stateNetwork(sql: Sql, name: string, stated: StatedNetwork): Promise<void> {
  const [known] = await sql.query<{ genesis: string | null; rules: string; chain_id: number; head: string | null }>(
    `select encode(genesis_hash, 'hex') as genesis, rules, chain_id::float8 as chain_id, encode(head_hash, 'hex') as head
      from networks where name = $1 for update`,
    [name],
  );
  const genesis = stated.genesisHash && toHex(stated.genesisHash);
  if (known?.genesis && genesis && known.genesis !== genesis)
    throw new OtherChainError(
      `the database holds the chain of genesis 0x${known.genesis} as ${name}, but the node serves 0x${genesis}; give it another name or database`,
    );
  if (known?.head && known.rules !== stated.rules)
    throw new OtherChainError(
      `the database holds ${name} by the rules ${known.rules}, but the node's are ${stated.rules}`,
    );
  const columns = statedColumns(stated);
  await sql.query(
    `update networks set ${columns.map(([column, type], at) => `${column} = $${at + 2}::${type}`).join(", ")},
      source_seen_at = now(), source_error = null where name = $1`,
    [name, ...columns.map(([, , value]) => value)],
  );
}

export async function readNetwork(sql: Sql, name: string): Promise<NetworkState> {
  const [row] = await sql.query<{
    head: string | null;
    height: number | null;
    time: number | null;
    turn: number | null;
    final: string | null;
    final_height: number | null;
    recording_id: string | null;
  }>(
    `select encode(head_hash, 'hex') as head, head_height::float8 as height,
      (extract(epoch from head_time) * 1000)::float8 as time,
      (select ${TURN} from blocks where network = networks.name and hash = networks.head_hash) as turn, encode(final_hash, 'hex') as final,
      final_height::float8 as final_height, recording_id from networks where name = $1`,
    [name],
  );
  const {
    head,
    height,
    time,
    turn = null,
    final,
    final_height: finalHeight,
    recording_id: recordingId = null,
  } = row ?? {};
  return {
    head: head && typeof height === "number" ? { hash: fromHex(head), height, timeMs: time ?? 0, turn } : null,
    final: final && typeof finalHeight === "number" ? { hash: fromHex(final), height: finalHeight } : null,
    recordingId,
  };
}

export async function sourceSeen(sql: Sql, name: string): Promise<void> {
  await sql.query(`update networks set source_seen_at = now(), source_error = null where name = $1`, [name]);
}

export async function sourceFailed(sql: Sql, name: string, error: string): Promise<void> {
  await sql.query(`update networks set source_error = $2 where name = $1`, [name, error]);
}

export async function recordingIndexed(sql: Sql, name: string, id: string): Promise<void> {
  await sql.query(`update networks set recording_id = $2 where name = $1`, [name, id]);
}

interface BlockRow {
  hash: string;
  height: number;
  time: number;
  turn: number | null;
}

const HEAD_COLUMNS = `encode(hash, 'hex') as hash, height::float8 as height, (extract(epoch from time) * 1000)::float8 as time, ${TURN} as turn`;
const headOf = (row: BlockRow | undefined): Head | null =>
  row ? { hash: fromHex(row.hash), height: row.height, timeMs: row.time, turn: row.turn } : null;

/** The canonical block of this hash. */
export async function canonicalBlock(sql: Sql, name: string, hash: Uint8Array): Promise<Head | null> {
  const [row] = await sql.query<BlockRow>(
    `select ${HEAD_COLUMNS} from blocks where network = $1 and hash = $2::bytea and canonical`,
    [name, bytes(hash)],
  );
  return headOf(row);
}

/** The block of this hash, canonical or not. */
export async function blockByHash(sql: Sql, name: string, hash: Uint8Array): Promise<Head | null> {
  const [row] = await sql.query<BlockRow>(
    `select ${HEAD_COLUMNS} from blocks where network = $1 and hash = $2::bytea`,
    [name, bytes(hash)],
  );
  return headOf(row);
}

export async function canonicalAt(sql: Sql, name: string, height: number): Promise<Head | null> {
  const [row] = await sql.query<BlockRow>(
    `select ${HEAD_COLUMNS} from blocks where network = $1 and canonical and height = $2::bigint`,
    [name, String(height)],
  );
  return headOf(row);
}

/** A range was filled below a block whose parent was not known: now its parent check can be made. */
export async function linkAbove(sql: Sql, name: string, filledTo: Ref): Promise<void> {
  await sql.query(
    `update blocks set verified = verified and parent_hash = $3::bytea,
      checks = jsonb_set(checks, '{parent}', jsonb_build_object('status', case when parent_hash = $3::bytea then 'ok' else 'failed' end))
      where network = $1 and canonical and height = $2::bigint + 1 and checks #>> '{parent,status}' = 'notGiven'`,
    [name, String(filledTo.height), bytes(filledTo.hash)],
  );
}
