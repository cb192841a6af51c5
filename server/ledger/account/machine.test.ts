import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { genesisHeader } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { COINBASE, common, genesis } from "../testing/fixture";
import { Machine } from "./machine";
import { StateStore } from "./state-store";

it("leaves nothing behind in the rules that all blocks share", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chainglass-machine-"));
  const store = await StateStore.open(folder, nativeCrypto);
  const emptyRoot = nativeCrypto.keccak256(Uint8Array.of(0x80));
  const parent = genesisHeader(genesis, emptyRoot, nativeCrypto);
  const around = { parent, coinbase: COINBASE, timestamp: parent.timestamp + 1, gasLimit: 30_000_000n };
  const listeners = () => common.events.listenerCount("hardforkChanged");
  const before = listeners();
  try {
    for (let block = 0; block < 3; block++)
      await Machine.at(store, { ...around, baseFeePerGas: 1_000_000_000n }, common, nativeCrypto);
    expect(listeners()).toBe(before);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
});
