import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeTransaction, parseGenesis } from "#server/chain";
import { to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { type NetworkWish, openNetwork } from "./create";
import { generateKey, readKey, readKeys, writeKeys } from "./keys";
import { signTransaction } from "./sign";

let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "chainglass-net-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const wish: NetworkWish = {
  name: "alpha",
  engine: "poa",
  ledger: "account",
  nodes: 3,
  blockIntervalMs: 500,
  firstPort: 53_000,
  logLevel: "info",
};

const read = (...path: string[]) => JSON.parse(readFileSync(join(dataDir, "devnet/alpha", ...path), "utf8"));

describe("a devnet network's files", () => {
  it("are a genesis that the chain accepts, with the keys that it names, for their owner only", () => {
    const network = openNetwork(dataDir, wish);
    expect(network.created).toBe(true);
    const genesis = parseGenesis(read("genesis.json"));
    expect(genesis.validators.map(({ id }) => id)).toEqual(["alpha-1", "alpha-2", "alpha-3"]);
    for (const { id, address } of genesis.validators) {
      const file = join(network.folder, id, "key");
      expect(readKey(file).address).toBe(address);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    for (const file of ["faucet.key", "traffic.keys"])
      for (const { address } of readKeys(join(network.folder, file)))
        expect(BigInt(genesis.alloc[address]?.balance ?? 0)).toBeGreaterThan(0n);
    expect(read("alpha-2", "node.json")).toMatchObject({
      listen: "127.0.0.1:53001",
      peers: [
        { id: "alpha-1", address: "127.0.0.1:53000" },
        { id: "alpha-3", address: "127.0.0.1:53002" },
      ],
    });
  });

  it("stay the same at the next start, but for the ports", () => {
    openNetwork(dataDir, wish);
    const before = [read("genesis.json"), readFileSync(join(dataDir, "devnet/alpha/faucet.key"), "utf8")];
    const again = openNetwork(dataDir, { ...wish, firstPort: 54_000, blockIntervalMs: 1000 });
    expect(again.created).toBe(false);
    expect([read("genesis.json"), readFileSync(join(dataDir, "devnet/alpha/faucet.key"), "utf8")]).toEqual(before);
    expect(read("alpha-1", "node.json").listen).toBe("127.0.0.1:54000");
    expect(again.remarks.join()).toContain("keeps its block interval of 500 ms");
  });

  it("are left alone when another size is asked for, saying what exists and what to do", () => {
    openNetwork(dataDir, wish);
    const before = read("genesis.json");
    expect(() => openNetwork(dataDir, { ...wish, nodes: 4 })).toThrow(
      /is poa:3\/account, and CHAINGLASS_DEVNET asks for poa:4\/account.*CHAINGLASS_DATA_DIR/,
    );
    expect(read("genesis.json")).toEqual(before);
    expect(existsSync(join(dataDir, "devnet/alpha/alpha-4"))).toBe(false);
  });

  it("are begun anew after a first start that was interrupted", () => {
    mkdirSync(join(dataDir, "devnet/.alpha.new/alpha-1"), { recursive: true });
    expect(openNetwork(dataDir, wish).created).toBe(true);
  });

  it("never overwrite a key", () => {
    const file = join(dataDir, "one.key");
    writeKeys(file, [generateKey()]);
    expect(() => writeKeys(file, [generateKey()])).toThrow(/EEXIST/);
  });
});

describe("signed transactions", () => {
  it.each([0, 1, 2] as const)("of type %i are what the chain decodes", (type) => {
    const key = generateKey();
    const to = "0x00000000000000000000000000000000000000aa";
    const unsigned = { type, chainId: 7_654_321, nonce: 9, to, valueWei: 10n ** 18n, gasLimit: 21_000n };
    const decoded = decodeTransaction(signTransaction(unsigned, key.privateKey), {}, nativeCrypto);
    expect(decoded).toMatchObject({ type, value: 10n ** 18n });
    expect(decoded.sender && to0x(decoded.sender)).toBe(key.address);
    expect(decoded.recipient && to0x(decoded.recipient)).toBe(to);
    expect([Number(decoded.nonce), Number(decoded.chainId)]).toEqual([9, 7_654_321]);
  });
});
