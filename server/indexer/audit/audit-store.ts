/** The audit's face of the database, for one network. */
import type pg from "pg";
import type { BlockRows, Head } from "../decode/rows";
import { blockByHash, type StatedNetwork } from "../store/network";
import { putByUnnest } from "../store/put";
import type { Sql } from "../store/sql";
import { compareBlocks, compareLosing, type Difference } from "./compare";
import { type Finding, readCursor, recordChecked, recordFinding } from "./findings";
import { type Losing, losingBlocks, mendLosing, missingBlocks, removeOrphans } from "./losing";
import { mendPlaces, mendStated } from "./network-row";
import { type Range, repair } from "./repair";
import { type AddressPage, findStrays, mendStrays } from "./stray-addresses";
import { findSuspects, type Suspect } from "./structure";

export class AuditStore {
  constructor(
    private readonly network: string,
    private readonly run: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>,
    private readonly pool: pg.Pool,
  ) {}

  cursor(): Promise<number> {
    return this.run((sql) => readCursor(sql, this.network));
  }

  checked(next: number): Promise<void> {
    return this.run((sql) => recordChecked(sql, this.network, next));
  }

  suspects(from: number, to: number): Promise<Suspect[]> {
    return this.run((sql) => findSuspects(sql, this.network, from, to));
  }

  compare(blocks: readonly BlockRows[], from: number, to: number): Promise<Difference[]> {
    return this.run((sql) => compareBlocks(sql, this.network, blocks, from, to));
  }

  /** @throws HeadMovedError */
  repair(head: Head, range: Range): Promise<Difference[]> {
    return repair(this.pool, this.network, head, range);
  }

  record(finding: Finding): Promise<boolean> {
    return this.run((sql) => recordFinding(sql, this.network, finding));
  }

  /** @returns the names of the columns that were put right */
  mendPlaces(): Promise<string[]> {
    return this.run((sql) => mendPlaces(sql, this.network));
  }

  mendStated(stated: StatedNetwork): Promise<string[]> {
    return this.run((sql) => mendStated(sql, this.network, stated));
  }

  strays(after: string | null, limit: number): Promise<AddressPage> {
    return this.run((sql) => findStrays(sql, this.network, after, limit));
  }

  mendStrays(strays: readonly string[]): Promise<number> {
    return this.run((sql) => mendStrays(sql, this.network, strays));
  }

  losing(from: number, to: number): Promise<Losing[]> {
    return this.run((sql) => losingBlocks(sql, this.network, from, to));
  }

  missingBlocks(): Promise<string[]> {
    return this.run((sql) => missingBlocks(sql, this.network));
  }

  compareLosing(block: BlockRows): Promise<Difference[]> {
    return this.run((sql) => compareLosing(sql, this.network, block));
  }

  mendLosing(block: BlockRows): Promise<Difference[]> {
    return this.run((sql) => mendLosing(sql, putByUnnest(sql, this.network), this.network, block));
  }

  removeOrphans(hash: string): Promise<void> {
    return this.run((sql) => removeOrphans(sql, this.network, hash));
  }

  blockByHash(hash: Uint8Array): Promise<Head | null> {
    return this.run((sql) => blockByHash(sql, this.network, hash));
  }
}
