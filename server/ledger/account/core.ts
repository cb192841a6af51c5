/**
 * The account ledger itself, as the worker runs it: one execution at a time, reads beside it at any time. Only what has
 * been executed in full and found right is ever kept.
 */
import type { Common } from "@ethereumjs/common";
import { createMPT } from "@ethereumjs/mpt";
import { Account, Address, createAccountFromRLP, ValueEncoding } from "@ethereumjs/util";
import { type Crypto, type Genesis, genesisHeader, type Header, nextBaseFee, ownBlockHash } from "#server/chain";
import { fromHex } from "#server/lib/bytes";
import type { AccountState, BuildInput, BuiltBlock, ExecuteInput, ExecuteResult, Recovered } from "../interface";
import { Admission } from "./admission";
import { buildBlock, buildTimeMs } from "./build";
import { executeBlock } from "./execute";
import { refusedHeader } from "./header";
import { Machine, openState, requireRoot } from "./machine";
import { ledgerCommon } from "./rules";
import { StateStore } from "./state-store";

export class AccountLedger {
  private readonly admission: Admission;
  /** Executions wait for each other here. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly store: StateStore,
    private readonly common: Common,
    private readonly crypto: Crypto,
    readonly genesisRoot: Uint8Array,
    gasLimit: bigint,
  ) {
    this.admission = new Admission(common, gasLimit, crypto);
  }

  static async open(stateDir: string, genesis: Genesis, crypto: Crypto): Promise<AccountLedger> {
    const common = ledgerCommon(genesis.chainId, crypto);
    const store = await StateStore.open(stateDir, crypto);
    const root = await writeGenesis(store, genesis, common, crypto);
    return new AccountLedger(store, common, crypto, root, BigInt(genesis.gasLimit));
  }

  build(input: Omit<BuildInput, "signal">, aborted: () => boolean): Promise<BuiltBlock> {
    return this.inTurn(async () => {
      const { parent, coinbase } = input;
      const machine = await this.machineFor(parent, coinbase, Math.floor(buildTimeMs(input) / 1000));
      try {
        const { admission, crypto } = this;
        const built = await buildBlock(input, { machine, admission, crypto, aborted });
        await this.keep(built.header);
        return built;
      } finally {
        machine.forget();
      }
    });
  }

  execute(input: ExecuteInput): Promise<ExecuteResult> {
    return this.inTurn(async () => {
      const { parent, header, transactions } = input;
      const refusal = refusedHeader(header, parent, transactions, this.crypto);
      if (refusal) return { ok: false, ...refusal };
      if (!this.store.has(parent.stateRoot))
        return { ok: false, code: "parentStateUnknown", reason: "the parent's state is not kept here" };
      const machine = await this.machineFor(parent, header.coinbase, header.timestamp);
      try {
        const result = await executeBlock(input, { machine, admission: this.admission, crypto: this.crypto });
        if (result.ok) await this.keep(header);
        return result;
      } finally {
        machine.forget();
      }
    });
  }

  /** @throws LedgerError stateUnknown */
  async accounts(stateRoot: Uint8Array, addresses: readonly Uint8Array[]): Promise<AccountState[]> {
    const trie = await createMPT({
      db: this.store.reader,
      common: this.common,
      useKeyHashing: true,
      valueEncoding: ValueEncoding.Bytes,
    });
    requireRoot(this.store, trie, stateRoot);
    trie.root(stateRoot);
    const found: AccountState[] = [];
    for (const address of addresses) {
      const rlp = await trie.get(address);
      const account = rlp ? createAccountFromRLP(rlp) : new Account();
      found.push({ balance: account.balance, nonce: Number(account.nonce), codeHash: account.codeHash });
    }
    return found;
  }

  recover(raws: readonly Uint8Array[]): Recovered[] {
    return raws.map((raw) => {
      const admitted = this.admission.admit(raw);
      return admitted.ok ? { ok: true, transaction: admitted.transaction } : admitted;
    });
  }

  async close(): Promise<void> {
    await this.last.catch(() => {});
    await this.store.close();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => {});
    return next;
  }

  private machineFor(parent: Header, coinbase: Uint8Array, timestamp: number): Promise<Machine> {
    const baseFeePerGas = nextBaseFee(parent);
    const around = { parent, coinbase, timestamp, gasLimit: parent.gasLimit, baseFeePerGas };
    return Machine.at(this.store, around, this.common, this.crypto);
  }

  private keep(header: Header): Promise<void> {
    const hash = ownBlockHash(header, this.crypto);
    return this.store.commit(header.stateRoot, { hash, parent: header.parentHash });
  }
}

/** Computed at every start: it is small, and a changed genesis file is noticed by its root. */
async function writeGenesis(store: StateStore, genesis: Genesis, common: Common, crypto: Crypto): Promise<Uint8Array> {
  const trie = await createMPT({ common });
  const state = await openState(store, trie.EMPTY_TRIE_ROOT, common);
  for (const [address, { balance, code }] of Object.entries(genesis.alloc)) {
    const at = new Address(fromHex(address));
    await state.putAccount(at, new Account(0n, BigInt(balance)));
    if (code !== undefined) await state.putCode(at, fromHex(code));
  }
  const root = await state.getStateRoot();
  const header = genesisHeader(genesis, root, crypto);
  const hash = ownBlockHash(header, crypto);
  await store.commit(root, { hash, parent: header.parentHash });
  return root;
}
