import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, unknownVariables } from "./config";

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("the environment", () => {
  it("has a default for everything", () => {
    const config = readConfig({});
    expect(config).toMatchObject({ port: 3000, dataDir: ".chainglass", databaseUrl: null, nodes: null, load: 5 });
    expect(config.devnet).toEqual([
      { name: "alpha", engine: "raft", nodes: 3, ledger: "account" },
      { name: "beta", engine: "poa", nodes: 4, ledger: "account" },
    ]);
  });

  it("takes an empty variable for an absent one", () => {
    expect(readConfig({ PORT: "", DATABASE_URL: "", CHAINGLASS_NODES: "" })).toMatchObject({ port: 3000, nodes: null });
  });

  it("reads nodes and devnets", () => {
    expect(readConfig({ CHAINGLASS_NODES: "mainnet@127.0.0.1:50100, [::1]:50101" }).nodes).toEqual([
      { network: "mainnet", address: "127.0.0.1:50100" },
      { network: null, address: "[::1]:50101" },
    ]);
    expect(readConfig({ CHAINGLASS_DEVNET: "a=raft:1,b=poa:3/account" })).toMatchObject({
      devnet: [
        { name: "a", engine: "raft", nodes: 1, ledger: "account" },
        { name: "b", engine: "poa", nodes: 3, ledger: "account" },
      ],
      devnetAsked: true,
    });
    expect(readConfig({ CHAINGLASS_DEVNET: "" }).devnetAsked).toBe(false);
  });

  it.each([
    [{ PORT: "65536" }, "PORT=65536: expected a whole number from 1 to 65535"],
    [{ PORT: "web" }, "PORT=web: expected a whole number from 1 to 65535"],
    [{ PORT: "1e3" }, "PORT=1e3: expected a whole number from 1 to 65535"],
    [{ CHAINGLASS_GRPC_PORT: "0" }, "CHAINGLASS_GRPC_PORT=0: expected a whole number from 1 to 65535"],
    [
      { CHAINGLASS_BLOCK_INTERVAL_MS: "1.5" },
      "CHAINGLASS_BLOCK_INTERVAL_MS=1.5: expected a whole number of milliseconds from 20 to 600000",
    ],
    [{ DATABASE_URL: "mysql://x" }, "expected a URL as in postgresql://"],
    [{ CHAINGLASS_NODES: "localhost" }, '"localhost" is not [network@]host:port'],
    [{ CHAINGLASS_NODES: "Main@localhost:1" }, '"Main@localhost:1" is not'],
    [{ CHAINGLASS_DEVNET: "alpha" }, '"alpha" is not name=engine:count[/ledger]'],
    [{ CHAINGLASS_DEVNET: "alpha=pow:4" }, '"alpha=pow:4": the engine "pow" is not known; known: poa, raft'],
    [{ CHAINGLASS_DEVNET: "alpha=poa:0" }, "1 to 32 nodes, not 0"],
    [{ CHAINGLASS_DEVNET: "a=poa:1,beta=raft:33" }, '"beta=raft:33": 1 to 32 nodes, not 33'],
    [{ CHAINGLASS_DEVNET: "alpha=raft:3/utxo" }, 'the ledger "utxo" is not known; known: account'],
    [{ CHAINGLASS_DEVNET: "a=raft:20,b=poa:20" }, "40 nodes together, expected at most 32"],
    [{ CHAINGLASS_DEVNET: "a=poa:1,a=poa:2" }, '"a" names two networks'],
    [{ CHAINGLASS_LOAD: "-1" }, "CHAINGLASS_LOAD=-1: expected a number of transactions per second from 0 to 10000"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL=loud: expected one of trace, debug, info, warn, error, fatal, silent"],
  ])("names what is wrong with %j", (environment, text) => {
    expect(refusal(environment)).toContain(text);
  });

  it("reads numbers", () => {
    const given = { PORT: "80", CHAINGLASS_LOAD: "0.5", CHAINGLASS_BLOCK_INTERVAL_MS: "20" };
    expect(readConfig(given)).toMatchObject({ port: 80, load: 0.5, blockIntervalMs: 20, grpcPort: 50_051 });
  });

  it("warns of names that nobody reads", () => {
    expect(unknownVariables({ CHAINGLASS_LOAD: "1", CHAINGLASS_TEST_SEED: "1", PORTS: "1" })).toBeNull();
    expect(unknownVariables({ CHAINGLASS_LAOD: "1" })).toMatch(
      /^warning: CHAINGLASS_LAOD is not known and changes nothing; known: CHAINGLASS_DATA_DIR, /,
    );
  });

  it("names all of it at once", () => {
    const text = refusal({ PORT: "x", CHAINGLASS_LOAD: "y" });
    expect(text).toContain("PORT=x");
    expect(text).toContain("CHAINGLASS_LOAD=y");
  });
});
