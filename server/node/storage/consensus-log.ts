/**
 * What the engine asked to remember, in the write-ahead log of this node: it gets it back whole, in order, when it is built
 * again. The folder of an older version, a LevelDB of votes, is carried over once.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { openLevel } from "./level";
import { Wal, type WalCompaction, type WalOptions, type WalRecord, type WalStats } from "./wal";

export class ConsensusLog {
  readonly #wal: Wal;
  #records: readonly WalRecord[];

  private constructor(wal: Wal, records: readonly WalRecord[]) {
    this.#wal = wal;
    this.#records = records;
  }

  /** What was there when the log was opened, in order; once, since it may be large. */
  takeRecords(): readonly WalRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  /** @throws StorageError `damaged`, `otherNode`, `otherChain` or `otherVersion`; nothing is changed then */
  static async open(folder: string, options: WalOptions): Promise<ConsensusLog> {
    const { wal, records } = await Wal.open(folder, options);
    try {
      const older = await votesOfOlderVersion(folder);
      if (older === null) return new ConsensusLog(wal, records);
      // Killed in between, it is done again; a vote told twice says nothing new.
      await wal.append(older);
      await ClassicLevel.destroy(folder);
      return new ConsensusLog(wal, [...older, ...records]);
    } catch (error) {
      await wal.close();
      throw error;
    }
  }

  /** Durable, as far as the policy goes, when it resolves. */
  append(records: readonly WalRecord[]): Promise<void> {
    return this.#wal.append(records);
  }

  compact(behind: WalCompaction): Promise<void> {
    return this.#wal.compact(behind);
  }

  stats(): WalStats {
    return this.#wal.stats();
  }

  close(): Promise<void> {
    return this.#wal.close();
  }
}

/** Their JSON as it was: bytes as `{"$hex"}`. Null where there is no such folder. */
async function votesOfOlderVersion(folder: string): Promise<WalRecord[] | null> {
  if (!existsSync(join(folder, "CURRENT"))) return null;
  const level = await openLevel(folder);
  try {
    const votes: WalRecord[] = [];
    for await (const { value: data } of level.entries("p:", "p;")) {
      const { vote }: { vote: { turn: number } } = JSON.parse(new TextDecoder().decode(data));
      votes.push({ kind: "vote", term: vote.turn, index: vote.turn, data });
    }
    return votes;
  } finally {
    await level.close();
  }
}
