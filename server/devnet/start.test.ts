import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StartConfig, startAll } from "./start";

let dataDir = "";
let server: Server;
let taken = 0;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "chainglass-start-"));
  server = createServer();
  await new Promise<void>((done) => server.listen(0, done));
  const address = server.address();
  taken = typeof address === "object" && address ? address.port : 0;
});

afterEach(() => {
  server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(more: Partial<StartConfig>): Promise<void> {
  const config: StartConfig = {
    port: taken,
    dataDir,
    databaseUrl: null,
    nodes: [{ network: null, address: "127.0.0.1:1" }],
    devnet: [{ name: "alpha", engine: "poa", ledger: "account", nodes: 2 }],
    devnetAsked: true,
    blockIntervalMs: 1000,
    load: 0,
    grpcPort: 50_051,
    logLevel: "info",
    ...more,
  };
  const screen = {
    say: () => {},
    step: <T>(_name: string, work: (update: () => void) => Promise<T>) => work(() => {}),
  };
  return startAll({ config, root: dataDir, environment: process.env, screen, signal: new AbortController().signal });
}

describe("a start", () => {
  it("names a taken port with its setting before anything is made, and lets go of the folder", async () => {
    await expect(start({})).rejects.toThrow(`Port ${taken}, for the web, is taken by another program: set PORT`);
    await expect(start({})).rejects.toThrow("is taken");
    expect(readdirSync(dataDir)).toEqual(["run"]);
    expect(readdirSync(join(dataDir, "run"))).toEqual([]);
  });

  it("names every taken port at once", async () => {
    const all = start({ nodes: null, grpcPort: taken });
    await expect(all).rejects.toThrow(/set PORT to another.*\n.*the node alpha-1.*set CHAINGLASS_GRPC_PORT/);
  });
});
