/** A small chain for the ledger's tests: accounts with keys, signed transactions, a contract, a ledger in its own folder. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFeeMarket1559Tx, createLegacyTx, type FeeMarketEIP1559TxData } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import { addressOf, type Genesis, genesisHeader, type Header, parseGenesis } from "#server/chain";
import { fromHex, to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { ledgerCommon } from "../account/rules";
import { startLedger } from "../start";

export const CHAIN_ID = 1337;
export const common = ledgerCommon(CHAIN_ID, nativeCrypto);

export interface TestAccount {
  readonly key: Uint8Array;
  readonly address: Uint8Array;
}

export const accounts: readonly TestAccount[] = Array.from({ length: 4 }, (_, index) => {
  const key = nativeCrypto.keccak256(Uint8Array.of(index));
  return { key, address: addressOf(nativeCrypto.publicKey(key), nativeCrypto) };
});

export function accountAt(index: number): TestAccount {
  const account = accounts[index];
  if (!account) throw new RangeError(`no test account ${index}`);
  return account;
}

export const ETHER = 10n ** 18n;
export const COINBASE = new Uint8Array(20).fill(0xcb);

/** Account 3 owns nothing. */
export const genesis: Genesis = parseGenesis({
  network: "test",
  chainId: CHAIN_ID,
  engine: "poa",
  ledger: "account",
  timeMs: 1_700_000_000_000,
  blockIntervalMs: 1000,
  gasLimit: "10000000",
  validators: [{ id: "test-1", address: to0x(accountAt(0).address) }],
  alloc: Object.fromEntries(accounts.slice(0, 3).map(({ address }) => [to0x(address), { balance: `${100n * ETHER}` }])),
});

export function transfer(from: TestAccount, nonce: number, fields: Partial<FeeMarketEIP1559TxData> = {}): Uint8Array {
  const data: FeeMarketEIP1559TxData = {
    nonce,
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    gasLimit: 21_000,
    to: new Address(accountAt(1).address),
    value: 1n,
    ...fields,
  };
  return createFeeMarket1559Tx(data, { common }).sign(from.key).serialize();
}

export function legacyTransfer(from: TestAccount, nonce: number): Uint8Array {
  const to = new Address(accountAt(1).address);
  return createLegacyTx({ nonce, gasPrice: 2_000_000_000n, gasLimit: 21_000, to, value: 1n }, { common })
    .sign(from.key)
    .serialize();
}

/** Runtime: stores the first word of its input at slot 0 and logs it under topic 0x2a; with no input it reverts. */
const RUNTIME = "361560175760003580600055600052602a60206000a1005b600080fd";
/** Returns the runtime. */
export const CONTRACT_CODE = fromHex(`601c600c600039601c6000f3${RUNTIME}`);

export interface TestLedger {
  readonly stateDir: string;
  readonly ledger: Awaited<ReturnType<typeof startLedger>>;
  readonly head: Header;
  stop(): Promise<void>;
}

export async function openLedger(): Promise<TestLedger> {
  const stateDir = await mkdtemp(join(tmpdir(), "chainglass-ledger-"));
  const ledger = await startLedger({ stateDir, genesis });
  return {
    stateDir,
    ledger,
    head: genesisHeader(genesis, ledger.genesisRoot, nativeCrypto),
    async stop() {
      await ledger.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
