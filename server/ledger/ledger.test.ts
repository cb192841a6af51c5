import { RLP } from "@ethereumjs/rlp";
import { Address } from "@ethereumjs/util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  blockHash,
  blockSize,
  CHAINGLASS_POA,
  type ChainReceipt,
  contractAddressOf,
  encodeHeader,
  type Header,
  nextBaseFee,
  sealBlock,
  verifyBlock,
} from "#server/chain";
import { fromBigEndian, fromHex, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { LedgerError } from "./interface";
import {
  accountAt,
  COINBASE,
  CONTRACT_CODE,
  ETHER,
  genesis,
  legacyTransfer,
  openLedger,
  type TestLedger,
  transfer,
} from "./testing/fixture";

const [alice, bob, carol, pauper] = [accountAt(0), accountAt(1), accountAt(2), accountAt(3)];

describe("the account ledger", () => {
  let test: TestLedger;
  beforeAll(async () => {
    test = await openLedger();
  }, 30_000);
  afterAll(() => test.stop());

  function build(parent: Header, transactions: Uint8Array[], more: { timeMs?: number; timeMaxMs?: number } = {}) {
    return test.ledger.build({
      parent,
      coinbase: COINBASE,
      timeMs: genesis.timeMs + 1000 * (parent.number + 1),
      turn: parent.number + 1,
      transactions,
      timeMaxMs: 5_000,
      ...more,
    });
  }
  const succeeded = (receipt: ChainReceipt | undefined) =>
    receipt?.outcome?.$case === "success" ? receipt.outcome.value : null;

  it("moves value, burns the base fee and gives the priority fee to the coinbase", async () => {
    const built = await build(test.head, [transfer(alice, 0, { value: ETHER }), legacyTransfer(carol, 0)]);
    expect(built.rejected).toEqual([]);
    expect(built.receipts.map((receipt) => [receipt.gasUsed, receipt.cumulativeGasUsed])).toEqual([
      [21_000, 21_000],
      [21_000, 42_000],
    ]);
    const baseFee = nextBaseFee(test.head);
    const [from, to, coinbase] = await test.ledger.accounts(built.header.stateRoot, [
      alice.address,
      bob.address,
      COINBASE,
    ]);
    expect(from?.balance).toBe(99n * ETHER - 21_000n * (baseFee + 1_000_000_000n));
    expect(from?.nonce).toBe(1);
    expect(to?.balance).toBe(101n * ETHER + 1n);
    expect(coinbase?.balance).toBe(21_000n * 1_000_000_000n + 21_000n * (2_000_000_000n - baseFee));
    expect(fromBigEndian(built.receipts[0]?.effectiveGasPrice ?? new Uint8Array(0))).toBe(baseFee + 1_000_000_000n);
  });

  it("creates a contract, calls it, keeps its log and its storage, and reverts where it reverts", async () => {
    const create = transfer(alice, 0, { to: "", value: 0n, gasLimit: 300_000, data: CONTRACT_CODE });
    const at = contractAddressOf(alice.address, 0, nativeCrypto);
    const word = new Uint8Array(32).fill(7);
    const call = transfer(alice, 1, { to: new Address(at), value: 0n, gasLimit: 100_000, data: word });
    const revert = transfer(alice, 2, { to: new Address(at), value: 0n, gasLimit: 100_000 });
    const built = await build(test.head, [create, call, revert]);
    expect(built.receipts.map(succeeded)).toEqual([true, true, false]);
    const [created, called, reverted] = built.receipts;
    expect(created?.contractAddress).toEqual(at);
    const topic = fromHex("2a".padStart(64, "0"));
    expect(called?.logs).toEqual([{ address: at, topics: [topic], data: word }]);
    expect(called?.logsBloom.some((byte) => byte !== 0)).toBe(true);
    expect(reverted?.logs).toEqual([]);
    expect(built.header.logsBloom).toEqual(called?.logsBloom);
    const account = await test.ledger.account(built.header.stateRoot, at);
    expect(account.nonce).toBe(1);
    expect(toHex(account.codeHash)).toBe(toHex(nativeCrypto.keccak256(CONTRACT_CODE.slice(12))));
    expect(await test.ledger.execute({ parent: test.head, ...built })).toEqual({ ok: true, receipts: built.receipts });
    // The stored word is read again from disk by a block on top of it: a second, equal write costs less.
    const next = await build(built.header, [
      transfer(alice, 3, { to: new Address(at), gasLimit: 100_000, value: 0n, data: word }),
    ]);
    expect(next.receipts[0]?.gasUsed).toBeLessThan((called?.gasUsed ?? 0) - 15_000);
  });

  it("rejects what can't be executed, each with its code, and leaves what may come later", async () => {
    const typed = (type: number) => Uint8Array.from([type, ...RLP.encode([new Uint8Array(1)])]);
    const offered: Uint8Array[] = [
      transfer(alice, 0),
      transfer(alice, 0, { value: 2n }),
      transfer(pauper, 0),
      transfer(bob, 5),
      transfer(carol, 0, { maxFeePerGas: 1_000n, maxPriorityFeePerGas: 1_000n }),
      transfer(alice, 1, { gasLimit: 20_000 }),
      transfer(alice, 1, { gasLimit: 10_000_001 }),
      typed(3),
      typed(4),
      typed(9),
      new Uint8Array(0),
      Uint8Array.from([0xc1, 0x80]),
      transfer(alice, 1),
    ];
    const built = await build(test.head, offered);
    expect(built.transactions).toEqual([offered[0], offered[12]]);
    expect(built.rejected.map(({ code }) => code)).toEqual([
      "nonceTooLow",
      "balanceTooLow",
      "gasLimitTooLow",
      "gasLimitTooHigh",
      "typeNotSupported",
      "typeNotSupported",
      "typeNotSupported",
      "malformed",
      "malformed",
    ]);
    expect(built.left).toBe(2);
    expect(built.rejected.find(({ hash }) => toHex(hash) === toHex(nativeCrypto.keccak256(typed(3))))?.reason).toMatch(
      /blob/,
    );
  });

  it("never exceeds the gas limit or its time", async () => {
    const create = (nonce: number) => transfer(alice, nonce, { gasLimit: 4_000_000 });
    const full = await build(test.head, [create(0), create(1), create(2), legacyTransfer(bob, 0)]);
    expect(full.transactions.length).toBe(4);
    const wide = await build(test.head, [
      transfer(alice, 0, { gasLimit: 9_990_000, to: "", value: 0n, data: fromHex("fe") }),
      transfer(alice, 1),
      transfer(bob, 0),
    ]);
    expect([wide.transactions.length, wide.left]).toEqual([1, 2]);
    expect(wide.header.gasUsed).toBe(9_990_000n);
    const hurried = await build(test.head, [transfer(alice, 0)], { timeMaxMs: 0 });
    expect([hurried.transactions.length, hurried.left]).toEqual([0, 1]);
  });

  it("builds and executes on any root it has kept, forks included", async () => {
    const left = await build(test.head, [transfer(alice, 0)]);
    const right = await build(test.head, [transfer(bob, 0)]);
    const above = await build(left.header, [transfer(alice, 1), transfer(bob, 0)]);
    expect(left.header.stateRoot).not.toEqual(right.header.stateRoot);
    expect((await test.ledger.execute({ parent: left.header, ...above })).ok).toBe(true);
    const sideways = await test.ledger.execute({ parent: right.header, ...above });
    expect(sideways).toMatchObject({ ok: false, code: "headerMismatch" });
  });

  it("gives the hash of the parent to contracts that ask for it", async () => {
    // Stores BLOCKHASH(NUMBER - 1) and BLOCKHASH(NUMBER - 2) as code: returns both words.
    const code = fromHex("600143034060005260024303406020526040 6000f3".replaceAll(" ", ""));
    const first = await build(test.head, []);
    const second = await build(first.header, [
      transfer(alice, 0, { to: "", value: 0n, gasLimit: 200_000, data: code }),
    ]);
    const hash = (header: Header) => blockHash(CHAINGLASS_POA, encodeHeader(header), nativeCrypto);
    const words = Uint8Array.from([...hash(first.header), ...hash(test.head)]);
    const at = contractAddressOf(alice.address, 0, nativeCrypto);
    const account = await test.ledger.account(second.header.stateRoot, at);
    expect(succeeded(second.receipts[0])).toBe(true);
    expect(toHex(account.codeHash)).toBe(toHex(nativeCrypto.keccak256(words)));
  });

  it("refuses a block for whatever figure is wrong", async () => {
    const parent = test.head;
    const { header, transactions } = await build(parent, [transfer(alice, 0)]);
    const other = new Uint8Array(32).fill(1);
    const wrong: [string, Partial<Header>][] = [
      ["stateRootMismatch", { stateRoot: other }],
      ["receiptsRootMismatch", { receiptsRoot: other }],
      ["transactionsRootMismatch", { transactionsRoot: other }],
      ["logsBloomMismatch", { logsBloom: new Uint8Array(256).fill(1) }],
      ["gasUsedMismatch", { gasUsed: 1n }],
      ["gasLimitMismatch", { gasLimit: header.gasLimit + 1n }],
      ["baseFeeMismatch", { baseFeePerGas: 1n }],
      ["timeInvalid", { timestamp: header.timestamp + 1 }],
      ["headerMismatch", { mixHash: other }],
      ["headerMismatch", { number: 2 }],
      ["headerMismatch", { extraData: new Uint8Array(3) }],
    ];
    for (const [code, fields] of wrong)
      expect(await test.ledger.execute({ parent, header: { ...header, ...fields }, transactions })).toMatchObject({
        ok: false,
        code,
      });
    const bad = await test.ledger.execute({ parent: { ...parent, stateRoot: other }, header, transactions });
    expect(bad).toMatchObject({ ok: false });
    expect((await test.ledger.execute({ parent, header, transactions })).ok).toBe(true);
  });

  it("makes blocks that verify, once sealed", async () => {
    const { header, transactions, receipts } = await build(test.head, [transfer(alice, 0)]);
    const sealed = sealBlock({ ...header, coinbase: alice.address }, alice.key, nativeCrypto, CHAINGLASS_POA);
    const genesisHash = blockHash(CHAINGLASS_POA, encodeHeader(test.head), nativeCrypto);
    const block = {
      hash: sealed.hash,
      height: 1,
      parentHash: genesisHash,
      time: new Date(genesis.timeMs + 1000),
      header: encodeHeader(sealed.header),
      transactions: transactions.map((raw) => ({ raw })),
      receipts,
      unavailable: [],
      size: 0,
      final: false,
      discrepancies: [],
      uncles: [],
    };
    const verification = verifyBlock({
      block: { ...block, size: blockSize(block) },
      parent: { hash: genesisHash, height: 0, timeMs: genesis.timeMs },
      rules: CHAINGLASS_POA,
      chainId: genesis.chainId,
      validators: [{ id: "test-1", address: alice.address }],
      crypto: nativeCrypto,
    });
    expect(Object.values(verification.checks).map(({ status }) => status)).toEqual(Array(6).fill("ok"));
    expect(verification.verified).toBe(true);
  });

  it("recovers senders in one batch and says what is wrong with the rest", async () => {
    const [good, bad] = await test.ledger.recover([transfer(carol, 3), fromHex("deadbeef")]);
    expect(good?.ok && toHex(good.transaction.sender)).toBe(toHex(carol.address));
    expect(good?.ok && good.transaction.nonce).toBe(3);
    expect(bad).toMatchObject({ ok: false, code: "malformed" });
  });

  it("answers an unknown state root with an error, and lives on after garbage", async () => {
    const unknown = test.ledger.account(new Uint8Array(32).fill(9), alice.address);
    await expect(unknown).rejects.toMatchObject({ name: "LedgerError", code: "stateUnknown" });
    const nonsense = test.ledger.build({
      parent: { ...test.head, extraData: new Uint8Array(0) },
      coinbase: COINBASE,
      timeMs: 0,
      turn: 0,
      transactions: [],
    });
    await expect(nonsense).rejects.toBeInstanceOf(LedgerError);
    expect((await build(test.head, [transfer(alice, 0)])).transactions.length).toBe(1);
  });

  it("stops building when the caller gives up", async () => {
    const abort = new AbortController();
    const many = Array.from({ length: 200 }, (_, nonce) => transfer(alice, nonce));
    const building = test.ledger.build({
      parent: test.head,
      coinbase: COINBASE,
      timeMs: genesis.timeMs,
      turn: 1,
      transactions: many,
      timeMaxMs: 60_000,
      signal: abort.signal,
    });
    abort.abort();
    await expect(building).rejects.toMatchObject({ code: "aborted" });
  });
});
