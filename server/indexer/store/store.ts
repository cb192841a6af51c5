/**
 * The indexer's face of the database, for one network. Live blocks go through Prisma, ranges over a raw connection by COPY;
 * everything else is small and goes through Prisma.
 */
import { openPool, openPrisma } from "#server/store";
import { AuditStore } from "../audit/audit-store";
import type { BlockRows, Head, PendingRows, Ref } from "../decode/rows";
import { type CommitBlocks, commitBlocks } from "./commit-blocks";
import { commitFinal } from "./final";
import * as network from "./network";
import { commitNodes, forgetNodes, type NodeRow, nodesByAddress } from "./nodes";
import { commitPending, type Dropped, oldestPending } from "./pending";
import { pruneFrames } from "./prune";
import { putByCopy, putByUnnest } from "./put";
import { type Range, readRanges } from "./ranges";
import { inConnection, inPrisma, type Sql } from "./sql";

/** From so many rows on, COPY and its staging pay. */
const COPY_ROWS_MIN = 2_000;

export class Database {
  readonly #prisma;
  readonly #pool;

  constructor(databaseUrl: string) {
    this.#prisma = openPrisma(databaseUrl, { name: "chainglass-indexer", connectionsMax: 6 });
    this.#pool = openPool(databaseUrl, { name: "chainglass-indexer-ranges", connectionsMax: 3 });
  }

  network(name: string): Store {
    return new Store(name, this.#prisma, this.#pool);
  }

  /** So that networks are listed, in order, before any of their nodes has answered. */
  async declare(names: readonly string[]): Promise<void> {
    await inPrisma(this.#prisma, async (sql) => {
      for (const [position, name] of names.entries()) await network.declareNetwork(sql, name, position);
      await network.retireNetworks(sql, names);
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#prisma.$disconnect(), this.#pool.end()]);
  }
}

function rowCount(blocks: readonly BlockRows[]): number {
  return blocks.reduce(
    (sum, { logs, transactions, utxo }) => sum + 1 + logs.length + 4 * (transactions.length + utxo.length),
    0,
  );
}

export class Store {
  readonly #prisma;
  readonly #pool;
  readonly audit: AuditStore;

  constructor(
    readonly name: string,
    prisma: ReturnType<typeof openPrisma>,
    pool: ReturnType<typeof openPool>,
  ) {
    this.#prisma = prisma;
    this.#pool = pool;
    this.audit = new AuditStore(name, (work) => inPrisma(prisma, work), pool);
  }

  #run<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return inPrisma(this.#prisma, work);
  }

  /** @throws HeadMovedError */
  async commit(order: Omit<CommitBlocks, "network">): Promise<void> {
    const full = { ...order, network: this.name };
    if (rowCount(order.blocks) >= COPY_ROWS_MIN)
      await inConnection(this.#pool, (sql, client) => commitBlocks(sql, putByCopy(client, this.name), full));
    else await this.#run((sql) => commitBlocks(sql, putByUnnest(sql, this.name), full));
  }

  /** @returns false where the block is not canonical as indexed */
  finalise(ref: Ref, certificate: string | null): Promise<boolean> {
    return this.#run((sql) => commitFinal(sql, this.name, ref, certificate));
  }

  pending(admitted: readonly PendingRows[], dropped: readonly Dropped[]): Promise<void> {
    return this.#run((sql) => commitPending(sql, this.name, admitted, dropped));
  }

  oldestPending(olderThanMs: number, limit: number): Promise<string[]> {
    return this.#run((sql) => oldestPending(sql, this.name, olderThanMs, limit));
  }

  /** @throws OtherChainError */
  state(stated: network.StatedNetwork): Promise<void> {
    return this.#run((sql) => network.stateNetwork(sql, this.name, stated));
  }

  read(): Promise<network.NetworkState> {
    return this.#run((sql) => network.readNetwork(sql, this.name));
  }

  ranges(): Promise<Range[]> {
    return this.#run((sql) => readRanges(sql, this.name));
  }

  seen(): Promise<void> {
    return this.#run((sql) => network.sourceSeen(sql, this.name));
  }

  failed(error: string): Promise<void> {
    return this.#run((sql) => network.sourceFailed(sql, this.name, error));
  }

  recordingIndexed(id: string): Promise<void> {
    return this.#run((sql) => network.recordingIndexed(sql, this.name, id));
  }

  canonical(hash: Uint8Array): Promise<Head | null> {
    return this.#run((sql) => network.canonicalBlock(sql, this.name, hash));
  }

  canonicalAt(height: number): Promise<Head | null> {
    return this.#run((sql) => network.canonicalAt(sql, this.name, height));
  }

  linkAbove(filledTo: Ref): Promise<void> {
    return this.#run((sql) => network.linkAbove(sql, this.name, filledTo));
  }

  nodes(nodes: readonly NodeRow[], announced: readonly string[], consensusChanged: boolean): Promise<void> {
    return this.#run((sql) => commitNodes(sql, this.name, nodes, announced, consensusChanged));
  }

  nodesByAddress() {
    return this.#run((sql) => nodesByAddress(sql, this.name));
  }

  forgetNodes(kept: readonly string[]): Promise<void> {
    return this.#run((sql) => forgetNodes(sql, this.name, kept));
  }

  prune(): Promise<number> {
    return this.#run((sql) => pruneFrames(sql, this.name));
  }
}
