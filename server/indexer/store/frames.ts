/**
 * The live numbers of one commit. The network's row is locked first, so that numbers are given in the order of commits and
 * nobody sees a later one before an earlier one. Gaps in the numbering are allowed: a frame's `prev` is what counts.
 */
import type { Sql } from "./sql";

interface NetworkRow {
  head_hash: string | null;
  head_height: number | null;
  final_height: number | null;
  live_seq: number;
}

export interface Frame {
  readonly topic: "blocks" | "transactions" | "mempool" | "consensus" | "nodes";
  readonly type: string;
  readonly ref: Record<string, unknown>;
}

/** More hashes than these do not fit one frame. */
export const HASHES_PER_FRAME_MAX = 50;

/** SQL, where $1 is the network: how its topics name a transaction, in its ledger's customary form. */
export const txTopic = (hash: string) =>
  `(select case ledger when 'utxo' then 'tx:' else 'tx:0x' end from networks where name = $1) || encode(${hash}, 'hex')`;

/** As `txTopic`. */
export const addressTopic = (address: string) =>
  `case (select ledger from networks where name = $1) when 'utxo' then 'address:' || convert_from(${address}, 'UTF8')
    else 'address:0x' || encode(${address}, 'hex') end`;

export class Commit {
  #next: number;
  readonly #topics: Map<string, number>;
  readonly #frames: { seq: number; prev: number; frame: Frame }[] = [];

  private constructor(
    readonly sql: Sql,
    readonly network: string,
    readonly row: NetworkRow,
    topics: Map<string, number>,
  ) {
    this.#next = row.live_seq;
    this.#topics = topics;
  }

  /** Locks the network until the transaction ends. */
  static async begin(sql: Sql, network: string): Promise<Commit> {
    const [row] = await sql.query<NetworkRow>(
      `select encode(head_hash, 'hex') as head_hash, head_height::float8 as head_height,
        final_height::float8 as final_height, live_seq::float8 as live_seq from networks where name = $1 for update`,
      [network],
    );
    if (!row) throw new Error(`no network ${network} in the database`);
    const topics = await sql.query<{ topic: string; seq: number }>(
      `select topic, seq::float8 as seq from live_topics where network = $1`,
      [network],
    );
    return new Commit(sql, network, row, new Map(topics.map(({ topic, seq }) => [topic, seq])));
  }

  /** Numbers above this one were given in this commit. */
  get base(): number {
    return this.row.live_seq;
  }

  /** A number for a row that keeps its own topic (an address, a transaction). */
  number(): number {
    return ++this.#next;
  }

  frame(topic: Frame["topic"], type: string, ref: Record<string, unknown>): void {
    const seq = this.number();
    this.#frames.push({ seq, prev: this.#topics.get(topic) ?? 0, frame: { topic, type, ref } });
    this.#topics.set(topic, seq);
  }

  hashesFrame(type: string, hashes: readonly string[]): void {
    for (let at = 0; at < hashes.length; at += HASHES_PER_FRAME_MAX)
      this.frame("transactions", type, { hashes: hashes.slice(at, at + HASHES_PER_FRAME_MAX) });
  }

  async mempoolFrame(): Promise<void> {
    const [row] = await this.sql.query<{ count: number }>(
      `select count(*)::float8 as count from transactions where network = $1 and status = 'pending'`,
      [this.network],
    );
    this.frame("mempool", "mempool.changed", { count: row?.count ?? 0 });
  }

  /** Last in every commit: one notification, and the numbers move. */
  async end(): Promise<void> {
    if (this.#next === this.row.live_seq) return;
    const column = (of: (entry: { seq: number; prev: number; frame: Frame }) => string) => this.#frames.map(of);
    if (this.#frames.length > 0) {
      await this.sql.query(
        `insert into live_frames (network, seq, topic, prev, type, ref)
          select $1, u.seq::bigint, u.topic, u.prev::bigint, u.type, u.ref::jsonb
          from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as u(seq, topic, prev, type, ref)`,
        [
          this.network,
          column(({ seq }) => String(seq)),
          column(({ frame }) => frame.topic),
          column(({ prev }) => String(prev)),
          column(({ frame }) => frame.type),
          column(({ frame }) => JSON.stringify(frame.ref)),
        ],
      );
      const topics = [...new Set(this.#frames.map(({ frame }) => frame.topic))];
      await this.sql.query(
        `insert into live_topics (network, topic, seq) select $1, u.topic, u.seq::bigint
          from unnest($2::text[], $3::text[]) as u(topic, seq)
          on conflict (network, topic) do update set seq = excluded.seq`,
        [this.network, topics, topics.map((topic) => String(this.#topics.get(topic) ?? 0))],
      );
    }
    await this.sql.query(
      `update networks set live_seq = $2::bigint where name = $1
        returning pg_notify('chainglass_live', json_build_object('network', name, 'seq', live_seq)::text)::text`,
      [this.network, String(this.#next)],
    );
  }
}
