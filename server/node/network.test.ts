/** A network of real processes: final blocks, a transaction on its way, a killed node, another chain's data. */
import { mkdirSync, writeFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Acknowledgement, type SubmitTransactionResponse } from "#proto";
import { toHex } from "#server/lib/bytes";
import { call } from "#server/rpc";
import { TestNetwork } from "./testing/network";
import { transfer } from "./testing/transaction";

/** Several processes start at a time, maybe on a busy machine. */
const TIMEOUT_MS = 180_000;

let network: TestNetwork;
beforeAll(async () => {
  network = await TestNetwork.create({ nodes: 4, blockIntervalMs: 200 });
  await network.startAll();
}, TIMEOUT_MS);
afterAll(() => network.remove());

const submit = (node: number, raw: Uint8Array, acknowledgement: Acknowledgement) =>
  call<SubmitTransactionResponse>((done) =>
    network.client(network.node(node)).submitTransaction({ raw, acknowledgement }, done),
  );

describe("four nodes", { timeout: TIMEOUT_MS }, () => {
  it("make final blocks, the same everywhere", async () => {
    const heights = await Promise.all(network.nodes.map((node) => network.untilFinal(node, 5)));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(5);
    const hashes = await Promise.all(network.nodes.map((node) => network.blockHash(node, 5)));
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toHaveLength(64);
  });

  it("take a transaction at any door and make it final", async () => {
    const raw = transfer({ from: network.funded, nonce: 0, chainId: network.chainId });
    const { hash, block } = await submit(1, raw, Acknowledgement.ACKNOWLEDGEMENT_COMMITTED);
    expect(block?.height).toBeGreaterThan(0);
    await network.untilFinal(network.node(3), block?.height ?? 0);
    const found = await call<{ receipt?: { gasUsed: number } | undefined }>((done) =>
      network.client(network.node(3)).getTransaction({ hash }, done),
    );
    expect(found.receipt?.gasUsed).toBe(21_000);
  });

  it("go on without one, which catches up after a kill", async () => {
    const victim = network.node(2);
    const others = network.nodes.filter((node) => node !== victim);
    await network.end(victim, "SIGKILL");
    const before = (await network.status(network.node(0))).final?.height ?? 0;
    await Promise.all(others.map((node) => network.untilFinal(node, before + 5)));
    await network.start(victim);
    const now = (await network.status(network.node(0))).final?.height ?? 0;
    const final = await network.untilFinal(victim, now);
    for (const height of [1, before + 3, final]) {
      expect(await network.blockHash(victim, height)).toBe(await network.blockHash(network.node(0), height));
    }
    await network.untilFinal(victim, final + 4);
  });

  it("restart to a valid prefix whenever they are killed", async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 100_000);
    // Mulberry32, so that a failing run can be repeated.
    let state = seed;
    const random = () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const victim = network.node(1);
    const witness = network.node(0);
    for (let round = 0; round < 3; round++) {
      await new Promise((resolve) => setTimeout(resolve, random() * 600));
      await network.end(victim, "SIGKILL");
      await network.start(victim);
    }
    const target = ((await network.status(witness)).final?.height ?? 0) + 2;
    const final = await network.untilFinal(victim, target);
    await network.untilFinal(witness, final);
    for (let height = 0; height <= final; height += 1 + Math.floor(random() * 3)) {
      const [ours, theirs] = [await network.blockHash(victim, height), await network.blockHash(witness, height)];
      expect(ours, `height ${height}, seed ${seed}`).toBe(theirs);
    }
  });

  it("survive garbage on their port", async () => {
    const { address } = network.node(0);
    const [host = "", port = ""] = address.split(":");
    for (const seed of ["GET / HTTP/1.0\r\n\r\n", "\x16\x03\x01\x02\x00\x01", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n????"]) {
      await new Promise<void>((resolve) => {
        const socket = connectSocket(Number(port), host, () => socket.write(Buffer.from(seed.repeat(50), "latin1")));
        setTimeout(() => socket.destroy(), 300);
        socket.on("error", () => {});
        socket.on("close", () => resolve());
      });
    }
    const { head } = await network.status(network.node(0));
    await network.untilFinal(network.node(0), (head?.height ?? 0) + 1);
  });

  it("refuse the data directory of another chain, a taken port and an open key, each in one sentence", async () => {
    const other = await TestNetwork.create({ nodes: 1, blockIntervalMs: 200, chainId: 8_888 });
    try {
      const [lone] = [other.node(0)];
      await other.start(lone);
      const genesisHash = toHex((await other.status(lone)).genesisHash);
      expect(await other.end(lone, "SIGTERM")).toBe(0);
      const stranger = await TestNetwork.create({ nodes: 1, blockIntervalMs: 200, chainId: 9_999 });
      const settings = { id: "t-1", network: "t", genesisFile: join(stranger.folder, "genesis.json"), peers: [] };
      const keyFile = join(stranger.node(0).dataDir, "key");
      const write = (fields: object) =>
        writeFileSync(
          lone.configFile,
          JSON.stringify({ ...settings, keyFile, dataDir: ".", listen: lone.address, ...fields }),
        );
      write({});
      await expect(other.start(lone)).rejects.toThrow(`this data directory belongs to chain 0x${genesisHash}`);
      mkdirSync(join(lone.dataDir, "fresh"));
      write({ dataDir: "fresh", listen: network.node(0).address });
      await expect(other.start(lone)).rejects.toThrow(`can't listen on ${network.node(0).address}: the port is taken`);
      writeFileSync(join(lone.dataDir, "open"), "11".repeat(32), { mode: 0o644 });
      write({ keyFile: "open" });
      await expect(other.start(lone)).rejects.toThrow("expected 0600");
      await stranger.remove();
    } finally {
      await other.remove();
    }
  });
});
