/** The thread in which the account ledger runs. A request that fails is answered as failed; the thread goes on. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "#server/lib/assert";
import { nativeCrypto } from "#server/lib/crypto-native";
import { LedgerError } from "../interface";
import { AccountLedger } from "./core";
import type { Call, FromWorker, Methods, ToWorker, WorkerData } from "./messages";

assert(parentPort, "the ledger's worker runs in a worker thread");
const port = parentPort;
const aborted = new Set<number>();

function post(message: FromWorker): void {
  port.postMessage(message);
}

function fail(id: number | null, error: unknown): void {
  const { code, detail } =
    error instanceof LedgerError
      ? error
      : { code: "internal" as const, detail: error instanceof Error ? error.message : String(error) };
  post({ type: "failure", id, code, detail });
}

async function answer(ledger: AccountLedger, call: Call): Promise<Methods[keyof Methods]["output"]> {
  switch (call.method) {
    case "build":
      return ledger.build(call.input, () => aborted.has(call.id));
    case "execute":
      return ledger.execute(call.input);
    case "accounts":
      return ledger.accounts(call.input.stateRoot, call.input.addresses);
    case "recover":
      return ledger.recover(call.input);
    case "close":
      await ledger.close();
      return null;
  }
}

async function handle(ledger: AccountLedger, call: Call): Promise<void> {
  try {
    post({ type: "answer", id: call.id, output: await answer(ledger, call) });
  } catch (error) {
    fail(call.id, error);
  } finally {
    aborted.delete(call.id);
    if (call.method === "close") port.close();
  }
}

try {
  const { stateDir, genesis }: WorkerData = workerData;
  const ledger = await AccountLedger.open(stateDir, genesis, nativeCrypto);
  port.on("message", (message: ToWorker) => {
    if ("abort" in message) aborted.add(message.abort);
    else void handle(ledger, message);
  });
  post({ type: "ready", genesisRoot: ledger.genesisRoot });
} catch (error) {
  fail(null, error);
  port.close();
}
