/** The audit's face of the database, for one network. */
import type pg from "pg";
import type { BlockRows, Head } from "../decode/rows";
import type { Sql } from "../store/sql";
import { compareBlocks, type Difference } from "./compare";
import { type Finding, readCursor, recordChecked, recordFinding } from "./findings";
import { type Range, repair } from "./repair";
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
}
