/** REST over recorded Bitcoin blocks: ids and addresses in their customary form, both ends of every spend, balances, proofs. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Block } from "#proto";
import { verifyUtxoProof } from "#server/chain";
import { bitcoinMissing, openBitcoin, readBlockOf2021, readFirstBlocks } from "#server/indexer/testing";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type {
  AddressTransactionView,
  AddressView,
  BlockDetailView,
  Page,
  ProofView,
  SearchView,
  TransactionDetailView,
  TransactionView,
} from "../schema";
import { type Harness, startHarness } from "../testing/harness";

const FIRST_SPEND = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16";
const SPENT = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9";
const GENESIS = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
const TITLE = `REST of a utxo ledger${bitcoinMissing ? ` (skipped: ${bitcoinMissing})` : ""}`;

describe.skipIf(bitcoinMissing !== null)(TITLE, () => {
  let harness: Harness;
  const get = <T>(path: string, network = "bitcoin") =>
    harness.get<T>(`/api/v1${path}${path.includes("?") ? "&" : "?"}network=${network}`);

  beforeAll(async () => {
    harness = await startHarness({ blocks: 2 });
    const whole = await openBitcoin(harness.url, "whole");
    // Not where it belongs, which its checks say; but nothing is missing before it, and it has addresses.
    await whole.write([...readFirstBlocks(), { ...readBlockOf2021(), height: 439 }]);
    await whole.close();
    const bitcoin = await openBitcoin(harness.url);
    await bitcoin.write([...readFirstBlocks(), readBlockOf2021()]);
    await bitcoin.close();
  });
  afterAll(() => harness.close());

  it("shows a spend with the output it spends, and the output with its spender", async () => {
    const spend = await get<TransactionDetailView>(`/transactions/${FIRST_SPEND}`);
    expect(spend).toMatchObject({
      ledger: "utxo",
      status: "success",
      blockHeight: 170,
      fee: "0",
      lockTime: 0,
      from: null,
    });
    expect(spend.inputs).toEqual([
      expect.objectContaining({
        previousHash: SPENT,
        previousIndex: 0,
        value: "5000000000",
        coinbase: false,
        kind: "p2pk",
      }),
    ]);
    expect(spend.outputs?.map(({ value }) => value)).toEqual(["1000000000", "4000000000"]);
    const spent = await get<TransactionDetailView>(`/transactions/${SPENT}`);
    expect(spent).toMatchObject({ coinbase: true, fee: null });
    expect(spent.inputs).toEqual([expect.objectContaining({ coinbase: true, previousHash: null, value: null })]);
    expect(spent.outputs?.[0]?.spentBy).toEqual({ hash: FIRST_SPEND, index: 0 });
  });

  it("writes hashes bare, and gives weight in place of gas", async () => {
    const block = await get<BlockDetailView>("/blocks/0");
    expect(block).toMatchObject({ hash: GENESIS, gasUsed: null, gasLimit: null, proposer: null, difficulty: "1" });
    expect(block.weight).toBe(4 * 285);
    expect(block.weightLimit).toBe(4_000_000);
    expect((await get<BlockDetailView>(`/blocks/${GENESIS}`)).height).toBe(0);
    const page = await get<Page<TransactionView>>("/transactions?limit=1");
    expect(page.items[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("finds blocks, transactions and addresses of their own form", async () => {
    const types = async (q: string) =>
      (await get<SearchView>(`/search?q=${q}`)).items.map(({ type, id }) => [type, id]);
    expect(await types(GENESIS)).toContainEqual(["block", GENESIS]);
    expect(await types(FIRST_SPEND)).toContainEqual(["transaction", FIRST_SPEND]);
    const bech32 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    expect(await types(bech32)).toEqual([["address", bech32]]);
    expect(await types("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")).toEqual([]);
    expect(await types("00".repeat(20))).toEqual([]);
  });

  it("adds up a balance only where the whole history is indexed", async () => {
    const { items } = await get<Page<TransactionView>>("/blocks/439/transactions?limit=1", "whole");
    const coinbase = await get<TransactionDetailView>(`/transactions/${items[0]?.hash}`, "whole");
    const address = coinbase.outputs?.find((output) => output.address !== null)?.address ?? "";
    const unspent = (coinbase.outputs ?? []).filter((output) => output.address === address && output.spentBy === null);
    expect(unspent).toHaveLength(1);
    const known = await get<AddressView>(`/addresses/${address}`, "whole");
    expect(known).toMatchObject({ address, balanceUnknown: null, balanceAt: { height: 439 } });
    expect(BigInt(known.balance ?? -1)).toBe(unspent.reduce((sum, { value }) => sum + BigInt(value), 0n));
    const partial = await get<AddressView>(`/addresses/${address}`);
    expect(partial).toMatchObject({ balance: null, balanceUnknown: "partial-history" });
    const list = await get<Page<AddressTransactionView>>(`/addresses/${address}/transactions`);
    expect(list.items.map(({ role }) => role)).toContain("to");
    const refused = await harness.request(`/api/v1/addresses/${"00".repeat(20)}?network=bitcoin`);
    expect([refused.status, (await refused.json()).code]).toEqual([400, "invalid-address"]);
  });

  it("proves that a transaction stands in its block", async () => {
    const block = readBlockOf2021();
    harness.sources.block = async () =>
      Block.fromPartial({ transactions: block.transactions.map(({ raw }) => ({ raw })) });
    const page = await get<Page<TransactionView>>("/blocks/702861/transactions?limit=3");
    const hash = page.items[2]?.hash ?? "";
    const proof = await get<ProofView>(`/transactions/${hash}/proof`);
    expect(proof).toMatchObject({ kind: "merkle-sha256d", key: hash, index: 2, blockHeight: 702_861 });
    const path = proof.path.map(fromHex);
    const given = { kind: "merkle-sha256d" as const, root: fromHex(proof.root), hash: fromHex(hash), index: 2, path };
    expect(verifyUtxoProof(given, nativeCrypto)).toBe(true);
    expect(verifyUtxoProof({ ...given, index: 3 }, nativeCrypto)).toBe(false);
  });
});
