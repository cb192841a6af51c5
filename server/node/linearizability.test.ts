/**
 * Clients of a real Raft network share a register contract while its nodes are killed and cut off: what they were told must
 * be what one register, used by one after the other, would have told them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPrng } from "#server/lib/prng";
import { checkLinearizable, impossible, type Model } from "#server/sim/linearizability";
import { newKey, TestNetwork, type TestNode } from "./testing/network";
import { RegisterClients } from "./testing/register-clients";
import { REGISTER, type RegisterCall } from "./testing/register-contract";

const INTERVAL_MS = 200;
const CLIENTS = 4;
const KEYS = 40;
const ETHER = 10n ** 18n;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Each call tells what was there before it. */
const registerModel: Model<number, RegisterCall, number> = {
  initial: 0,
  keyOf: (state) => state,
  partOf: () => "the register",
  step(state, input, output) {
    if (output !== null && output !== state) return impossible;
    if (input.type === "read" || (input.type === "compareAndSet" && input.expected !== state)) return state;
    return input.value;
  },
};

async function networkWith(engine: "raft" | "poa", nodes: number) {
  const network = await TestNetwork.create({ nodes, blockIntervalMs: INTERVAL_MS, engine, links: true });
  const keys = Array.from({ length: KEYS }, newKey);
  const file = join(network.folder, "genesis.json");
  const genesis = JSON.parse(readFileSync(file, "utf8"));
  for (const { address } of keys) genesis.alloc[address] = { balance: ETHER.toString() };
  genesis.alloc[REGISTER.address] = { balance: "0", code: REGISTER.code };
  writeFileSync(file, JSON.stringify(genesis));
  return { network, keys };
}

async function leaderOf(network: TestNetwork): Promise<TestNode> {
  for (;;) {
    for (const node of network.nodes) {
      const detail = (await network.status(node).catch(() => null))?.consensus?.detail;
      const leader = detail?.$case === "raft" ? detail.value.leader : undefined;
      const found = network.nodes.find(({ id, process }) => id === leader && process !== null);
      if (found) return found;
    }
    await pause(50);
  }
}

/** So many more operations were answered. */
async function untilAnswered({ operations }: RegisterClients, more: number): Promise<void> {
  const answered = () => operations.filter(({ output }) => output !== null).length;
  const goal = answered() + more;
  const deadline = performance.now() + 60_000;
  while (answered() < goal) {
    if (performance.now() > deadline) throw new Error(`${answered()} operations were answered, expected ${goal}`);
    await pause(50);
  }
}

describe("a register contract on a real network", () => {
  it("is linearizable on Raft while leaders are killed, cut off, and all nodes are killed", {
    timeout: 600_000,
  }, async () => {
    const seed = String(Date.now());
    const { network, keys } = await networkWith("raft", 3);
    const clients = new RegisterClients(network, keys, createPrng(seed));
    try {
      await network.startAll();
      clients.start(CLIENTS);
      await untilAnswered(clients, 20);
      for (let round = 0; round < 2; round++) {
        const leader = await leaderOf(network);
        await network.end(leader, "SIGKILL");
        await untilAnswered(clients, 10);
        await network.start(leader);
        const next = await leaderOf(network);
        const others = network.nodes.filter((node) => node !== next).map(({ id }) => id);
        network.links.partition([next.id], others);
        await untilAnswered(clients, 10);
        network.links.heal();
      }
      await Promise.all(network.nodes.map((node) => network.end(node, "SIGKILL")));
      await network.startAll();
      await untilAnswered(clients, 20);
      await clients.stop();
    } finally {
      await network.remove();
    }
    const { operations, moved } = clients;
    const found = checkLinearizable(registerModel, operations);
    expect({ seed, moved, ...found }).toMatchObject({ moved: [], verdict: "linearizable" });
    const answered = operations.filter(({ output }) => output !== null);
    expect(answered.length).toBeGreaterThan(80);
    // One answer from before the last write to be answered, and the history would not do.
    const late = answered.at(-1);
    const stale = operations.map((operation) => (operation === late ? { ...operation, output: 0 } : operation));
    expect(checkLinearizable(registerModel, stale).verdict).toBe("violated");
  });
});
