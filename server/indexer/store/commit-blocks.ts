/**
 * Blocks enter the tables: rows, cursor, live numbers and frames in one transaction, refused when the head has moved since
 * the caller looked. A fork's losing blocks leave in the same transaction as the new branch enters.
 */
import { toHex } from "#server/lib/bytes";
import type { AddressTouch, BlockRows, Ref } from "../decode/rows";
import { bytes, flag, json, number, type Row } from "../decode/values";
import { Commit } from "./frames";
import { leaveAddresses } from "./leave-addresses";
import type { Put } from "./put";
import { addRanges, cutRanges } from "./ranges";
import { leaveAbove, leaveReplaced, releaseTransactions, replaceKnown, sameHash } from "./revert";
import type { Sql } from "./sql";
import { ADDRESS_TRANSACTIONS, BLOCK_TRANSACTIONS, BLOCKS, CHILDREN, LOGS } from "./tables";
import { completeSpends, putMoves } from "./utxo";

/** Someone else has moved the head: look again and go on from there. */
export class HeadMovedError extends Error {
  override readonly name = "HeadMovedError";
}

export interface CommitBlocks {
  readonly network: string;
  /** Where the caller believes the chain ends. */
  readonly prevHead: Ref | null;
  /** The canonical chain is cut back to here first; null: not at all. */
  readonly revertTo: Ref | null;
  /** Ascending. */
  readonly blocks: readonly BlockRows[];
  /**
   * `head`: they extend the chain. `fill`: they lie below the head. `recording`: they may replace others of the same
   * height, and the head is the highest. `repair`: they replace whatever stands at their heights; the head stays.
   */
  readonly kind: "head" | "fill" | "recording" | "repair";
  /** Frames for every block, transaction and address; else one for the range. */
  readonly announce: boolean;
  /** From the source's event to this commit; null where there was none. */
  readonly lagMs: number | null;
}

interface Numbered {
  readonly transactions: Row[];
  readonly addresses: Row[];
}

function mergeTouches(blocks: readonly BlockRows[]): AddressTouch[] {
  const merged = new Map<string, AddressTouch & { first: number }>();
  for (const { addresses } of blocks)
    for (const touch of addresses) {
      const known = merged.get(touch.address);
      merged.set(touch.address, {
        ...touch,
        first: known?.first ?? touch.height,
        isContract: touch.isContract || (known?.isContract ?? false),
        hashes: known ? [...known.hashes, ...touch.hashes].slice(-50) : touch.hashes,
      });
    }
  return [...merged.values()];
}

/** A transaction that was waiting has watchers, so it gets its frame in a filled range too. */
async function knownTransactions(commit: Commit, rows: readonly Row[]): Promise<Set<string>> {
  const known = await commit.sql.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from transactions where network = $1 and hash = any($2::text[]::bytea[])`,
    [commit.network, rows.map((row) => row[0] ?? null)],
  );
  return new Set(known.map(({ hash }) => `\\x${hash}`));
}

async function numberRows(commit: Commit, order: CommitBlocks): Promise<Numbered> {
  const byHash = new Map(order.blocks.flatMap((block) => block.transactions).map((row) => [row[0], row]));
  const rows = [...byHash.values()];
  const known = order.announce || rows.length === 0 ? null : await knownTransactions(commit, rows);
  const transactions = rows.map((row) => {
    const watched = known === null || (typeof row[0] === "string" && known.has(row[0]));
    return [...row, number(watched ? commit.number() : 0)];
  });
  const last = order.blocks.at(-1);
  const addresses = mergeTouches(order.blocks).map((touch) => {
    const ref = { address: touch.address, blockHash: last ? toHex(last.head.hash) : undefined, hashes: touch.hashes };
    const first = "first" in touch && typeof touch.first === "number" ? touch.first : touch.height;
    return [
      `\\x${touch.address}`,
      number(first),
      number(touch.height),
      flag(touch.isContract),
      number(order.announce ? commit.number() : 0),
      json(ref),
    ];
  });
  if (order.announce ? rows.length > 0 : (known?.size ?? 0) > 0) await commit.mempoolFrame();
  return { transactions, addresses };
}

function announce(commit: Commit, order: CommitBlocks): void {
  const { blocks } = order;
  if (order.announce) {
    for (const { head, transactions } of blocks) {
      commit.frame("blocks", "block.added", { hash: toHex(head.hash) });
      if (transactions.length > 0)
        commit.frame("transactions", "transactions.included", { blockHash: toHex(head.hash) });
    }
    return;
  }
  const first = blocks[0];
  const last = blocks.at(-1);
  if (first && last) commit.frame("blocks", "blocks.range", { from: first.head.height, to: last.head.height });
}

async function moveHead(commit: Commit, order: CommitBlocks): Promise<void> {
  const next = order.blocks.at(-1)?.head ?? order.revertTo;
  if (order.kind === "fill" || order.kind === "repair" || !next) return;
  if (order.kind === "recording" && (commit.row.head_height ?? -1) > next.height) return;
  await commit.sql.query(
    `update networks set head_hash = $2::bytea, head_height = $3::bigint, lag_ms = coalesce($4::int, lag_ms),
      head_time = (select time from blocks where network = $1 and hash = $2::bytea) where name = $1`,
    [
      commit.network,
      bytes(next.hash),
      String(next.height),
      order.lagMs === null ? null : String(Math.round(order.lagMs)),
    ],
  );
}

async function leave(commit: Commit, order: CommitBlocks): Promise<void> {
  const included = order.blocks.flatMap((block) => block.transactions).map((row) => row[0] ?? null);
  if (order.revertTo) {
    const blocks = await leaveAbove(commit, order.revertTo.height);
    await cutRanges(commit.sql, commit.network, order.revertTo.height);
    await releaseTransactions(commit, { blocks, included, dropReason: null });
    await leaveAddresses(commit.sql, commit.network, blocks);
    if (order.blocks.length === 0) await commit.mempoolFrame();
  }
  if (order.kind === "recording" || order.kind === "repair") {
    const blocks = await leaveReplaced(
      commit,
      order.blocks.map(({ head }) => head),
    );
    const dropReason = `its block is no longer ${order.kind === "recording" ? "in the recording" : "the source's"}`;
    await releaseTransactions(commit, { blocks, included, dropReason });
    await leaveAddresses(commit.sql, commit.network, blocks);
  }
}

/** @throws HeadMovedError */
export async function commitBlocks(sql: Sql, put: Put, given: CommitBlocks): Promise<void> {
  const commit = await Commit.begin(sql, given.network);
  if (given.kind !== "recording" && !sameHash(given.prevHead?.hash ?? null, commit.row.head_hash))
    throw new HeadMovedError(`the head of ${given.network} is ${commit.row.head_hash}, not the one expected`);
  const order = { ...given, blocks: await completeSpends(sql, given.network, given.blocks) };
  await leave(commit, order);
  const { blocks } = order;
  const kept = await replaceKnown(
    commit,
    blocks.map(({ head }) => head.hash),
    CHILDREN.map(({ name }) => name),
  );
  const certificateAt = BLOCKS.columns.findIndex(([name]) => name === "certificate");
  announce(commit, order);
  const { transactions, addresses } = await numberRows(commit, order);
  await put.insert(
    BLOCKS,
    blocks.map(({ block, head }) =>
      block.map((cell, at) => (at === certificateAt ? (cell ?? kept.get(toHex(head.hash)) ?? null) : cell)),
    ),
  );
  await put.insert(
    BLOCK_TRANSACTIONS,
    blocks.flatMap((block) => block.blockTransactions),
  );
  await put.insert(
    LOGS,
    blocks.flatMap((block) => block.logs),
  );
  await put.insert(
    ADDRESS_TRANSACTIONS,
    blocks.flatMap((block) => block.addressTransactions),
  );
  await put.mergeTransactions(transactions, commit.base);
  await put.mergeAddresses(addresses, commit.base);
  await putMoves(sql, put, order.network, blocks);
  await addRanges(
    sql,
    order.network,
    blocks.map(({ head }) => head.height),
  );
  await moveHead(commit, order);
  await commit.end();
}
