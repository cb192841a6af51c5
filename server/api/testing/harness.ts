/** For tests: REST over a seeded database, with sources that a test plays. */
import type { PrismaClient } from "#prisma";
import { nativeCrypto } from "#server/lib/crypto-native";
import { openPrisma } from "#server/store";
import { freshDatabase } from "#server/store/testing";
import { createApi } from "../create";
import { createRest } from "../rest/app";
import { createMetrics } from "../rest/metrics";
import type { Faucet } from "../rest/write-routes";
import type { Sources } from "../sources";
import { type Seeded, type SeedOptions, seed } from "./seed";

export interface Harness {
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly seeded: Seeded;
  readonly sources: { -readonly [K in keyof Sources]: Sources[K] };
  faucet: Faucet;
  /** The wall clock as the read models see it: it stands at the seeded head's time. */
  now: number;
  readonly logged: unknown[];
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The body of a 200. */
  get<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

export function noSources(): Sources {
  const nothing = async () => null;
  return {
    account: nothing,
    block: nothing,
    client: nothing,
    submit: async () => Promise.reject(Object.assign(new Error("none"), { code: 14, details: "none" })),
    close() {},
  };
}

export async function startHarness(options: SeedOptions = {}): Promise<Harness> {
  const database = await freshDatabase();
  const prisma = openPrisma(database.url);
  const now = options.now ?? Date.now();
  const seeded = await seed(prisma, { ...options, now });
  const sources = noSources();
  const logged: unknown[] = [];
  const api = createApi({
    prisma,
    accounts: { account: (...args) => sources.account(...args) },
    version: "test",
    now: () => harness.now,
  });
  const metrics = createMetrics(prisma, () => 0);
  const app = createRest({
    api,
    prisma,
    sources,
    faucet: (network, address) => harness.faucet(network, address),
    metrics,
    version: "test",
    crypto: nativeCrypto,
    log: { error: (...args: unknown[]) => void logged.push(args) },
  });
  const harness: Harness = {
    url: database.url,
    prisma,
    seeded,
    sources,
    faucet: async () => null,
    now,
    logged,
    request: async (path, init) => app.request(`http://localhost${path}`, init),
    get: async <T>(path: string) => {
      const response = await app.request(`http://localhost${path}`);
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    close: async () => {
      await prisma.$disconnect();
      await database.drop();
    },
  };
  return harness;
}
