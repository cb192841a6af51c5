import { rm } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { ClassicLevel } from "classic-level";
import { expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { startLedger } from "./start";
import { accountAt, COINBASE, genesis, openLedger, transfer } from "./testing/fixture";

it("finds its states again after a restart, and notices a damaged one", async () => {
  const first = await openLedger();
  const input = { coinbase: COINBASE, timeMs: genesis.timeMs + 1000, turn: 1 };
  const built = await first.ledger.build({ parent: first.head, transactions: [transfer(accountAt(0), 0)], ...input });
  await first.ledger.close();
  await expect(first.ledger.account(built.header.stateRoot, COINBASE)).rejects.toMatchObject({ code: "aborted" });

  const second = await startLedger({ stateDir: first.stateDir, genesis });
  expect(second.genesisRoot).toEqual(first.ledger.genesisRoot);
  expect((await second.account(built.header.stateRoot, accountAt(0).address)).nonce).toBe(1);
  await expect(startLedger({ stateDir: first.stateDir, genesis })).rejects.toMatchObject({ name: "LedgerError" });
  await second.close();

  const level = new ClassicLevel<string, Uint8Array>(first.stateDir, { valueEncoding: "view" });
  await level.put(toHex(built.header.stateRoot), Uint8Array.of(1, 2, 3));
  await level.close();
  const third = await startLedger({ stateDir: first.stateDir, genesis });
  const damaged = third.account(built.header.stateRoot, accountAt(0).address);
  await expect(damaged).rejects.toMatchObject({ code: "storeDamaged" });

  // A worker that dies takes its calls with it, and says so.
  const worker: unknown = Reflect.get(third, "worker");
  if (!(worker instanceof Worker)) throw new Error("the client runs a worker");
  const lost = third.account(third.genesisRoot, accountAt(0).address).catch((error: unknown) => error);
  await worker.terminate();
  const outcome = await lost;
  if (outcome instanceof Error) expect(outcome).toMatchObject({ name: "LedgerError", code: "crashed" });
  await expect(third.account(third.genesisRoot, COINBASE)).rejects.toMatchObject({ code: "crashed" });
  await third.close();
  await rm(first.stateDir, { recursive: true, force: true });
}, 60_000);
