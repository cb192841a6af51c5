import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyMigrations, openPool, openPrisma } from "./index";
import { emptyDatabase, type TestDatabase } from "./testing";

describe("migrations", () => {
  let database: TestDatabase;
  let folder: string;
  const folderUrl = () => pathToFileURL(`${folder}/`);

  beforeAll(async () => {
    database = await emptyDatabase();
    folder = mkdtempSync(join(tmpdir(), "chainglass-migrations-"));
    cpSync(new URL("../../prisma/migrations/", import.meta.url), folder, { recursive: true });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it("applies everything once, though three processes start at once", async () => {
    const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url, folderUrl())));
    expect(applied.flat().filter((name) => name.endsWith("_init"))).toHaveLength(1);
  });

  it("gives tables that the generated client reads", async () => {
    const prisma = openPrisma(database.url);
    expect(await prisma.network.findMany()).toEqual([]);
    await prisma.$disconnect();
  });

  it("leaves nothing of a migration that fails half-way", async () => {
    const broken = join(folder, "29990101000000_broken");
    mkdirSync(broken);
    writeFileSync(join(broken, "migration.sql"), "create table half (a int); select 1/0;");
    await expect(applyMigrations(database.url, folderUrl())).rejects.toMatchObject({
      code: "failed",
      migration: "29990101000000_broken",
    });
    rmSync(broken, { recursive: true });
    const pool = openPool(database.url);
    expect((await pool.query("select to_regclass('half') as half")).rows[0].half).toBeNull();
    await pool.end();
    expect(await applyMigrations(database.url, folderUrl())).toEqual([]);
  });

  it("refuses a migration that was edited after it was applied, and a database of a newer version", async () => {
    const extra = join(folder, "29990102000000_extra");
    mkdirSync(extra);
    writeFileSync(join(extra, "migration.sql"), "create table extra (a int);");
    expect(await applyMigrations(database.url, folderUrl())).toEqual(["29990102000000_extra"]);
    writeFileSync(join(extra, "migration.sql"), "create table extra (a bigint);");
    await expect(applyMigrations(database.url, folderUrl())).rejects.toMatchObject({ code: "edited" });
    rmSync(extra, { recursive: true });
    await expect(applyMigrations(database.url, folderUrl())).rejects.toMatchObject({ code: "unknown" });
  });
});
