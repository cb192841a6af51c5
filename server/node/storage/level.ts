/** One LevelDB folder with checksummed values. A batch is all or nothing, also after a kill or a power cut. */
import { mkdirSync } from "node:fs";
import { ClassicLevel } from "classic-level";
import { openRecord, StorageError, sealRecord } from "./record";

export type Change =
  | { readonly key: string; readonly value: Uint8Array }
  | { readonly key: string; readonly value: null };

export interface Level {
  get(key: string): Promise<Uint8Array | null>;
  /** @param durable false: kept over a kill of the process, but a power cut may undo it, in order */
  write(changes: readonly Change[], durable: boolean): Promise<void>;
  /** Entries with keys from `from` (inclusive) to `to` (exclusive), in order. */
  entries(from: string, to: string, limit?: number): AsyncIterable<{ key: string; value: Uint8Array }>;
  close(): Promise<void>;
}

/** @throws StorageError `locked` */
export async function openLevel(folder: string): Promise<Level> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new ClassicLevel<string, Uint8Array>(folder, { keyEncoding: "utf8", valueEncoding: "view" });
  try {
    await db.open();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "LEVEL_LOCKED") throw new StorageError("locked", `another process has ${folder} open`);
    throw new StorageError("damaged", `${folder} can't be opened: ${cause instanceof Error ? cause.message : error}`);
  }
  return {
    async get(key) {
      const record = await db.get(key);
      return record === undefined ? null : openRecord(record, key);
    },
    async write(changes, durable) {
      const operations = changes.map(({ key, value }) =>
        value === null ? { type: "del" as const, key } : { type: "put" as const, key, value: sealRecord(value) },
      );
      await db.batch(operations, { sync: durable });
    },
    async *entries(from, to, limit = -1) {
      for await (const [key, record] of db.iterator({ gte: from, lt: to, limit })) {
        yield { key, value: openRecord(record, key) };
      }
    },
    close: () => db.close(),
  };
}
