/**
 * The EVM over the state store, one block at a time: starts at a parent's state, runs transactions one after the other, and
 * ends with the state kept or forgotten. Knows the library; what goes into a block is decided by its callers.
 */
import { type Block, createBlock } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { Caches, MerkleStateManager } from "@ethereumjs/statemanager";
import type { TypedTransaction } from "@ethereumjs/tx";
import { Address, ValueEncoding } from "@ethereumjs/util";
import { createVM, type RunTxResult, runTx, type VM } from "@ethereumjs/vm";
import { type Crypto, type Header, ownBlockHash } from "#server/chain";
import { equalBytes } from "#server/lib/bytes";
import { LedgerError } from "../interface";
import { Ancestors } from "./ancestors";
import { PRECOMPILES_REMOVED } from "./rules";
import type { StateStore } from "./state-store";

/** What an execution depends on beside the parent's state. */
export interface BlockSurroundings {
  readonly parent: Header;
  readonly coinbase: Uint8Array;
  readonly timestamp: number;
  readonly gasLimit: bigint;
  readonly baseFeePerGas: bigint;
}

export class Machine {
  private constructor(
    private readonly store: StateStore,
    private readonly vm: VM,
    private readonly state: MerkleStateManager,
    private readonly block: Block,
  ) {}

  /** @throws LedgerError stateUnknown */
  static async at(store: StateStore, around: BlockSurroundings, common: Common, crypto: Crypto): Promise<Machine> {
    const { parent } = around;
    store.discard();
    const state = await openState(store, parent.stateRoot, common);
    const parentHash = ownBlockHash(parent, crypto);
    const evm = await createEVM({
      // Each EVM listens to its rules for ever, and so is never forgotten by them: a copy has listeners of its own.
      common: common.copy(),
      stateManager: state,
      blockchain: new Ancestors(store, parentHash, parent.number),
      customPrecompiles: PRECOMPILES_REMOVED,
    });
    const vm = await createVM({ common, stateManager: state, evm });
    const header = {
      parentHash,
      number: parent.number + 1,
      coinbase: new Address(around.coinbase),
      timestamp: around.timestamp,
      gasLimit: around.gasLimit,
      baseFeePerGas: around.baseFeePerGas,
    };
    const block = createBlock({ header, withdrawals: [] }, { common, skipConsensusFormatValidation: true });
    // One checkpoint over the whole block: the tries are touched once, at its end.
    await state.checkpoint();
    return new Machine(store, vm, state, block);
  }

  /** @throws Error when the transaction can't be executed; the state is as before */
  run(tx: TypedTransaction, gasUsedBefore: bigint): Promise<RunTxResult> {
    return runTx(this.vm, { tx, block: this.block, blockGasUsed: gasUsedBefore, skipHardForkValidation: true });
  }

  async account(address: Uint8Array): Promise<{ balance: bigint; nonce: bigint; hasCode: boolean }> {
    const account = await this.state.getAccount(new Address(address));
    return { balance: account?.balance ?? 0n, nonce: account?.nonce ?? 0n, hasCode: account?.isContract() ?? false };
  }

  /** Folds all changes into the tries, in memory. Nothing runs after it. */
  async root(): Promise<Uint8Array> {
    await this.state.commit();
    return this.state.getStateRoot();
  }

  forget(): void {
    this.store.discard();
  }
}

/** @throws LedgerError stateUnknown */
export async function openState(store: StateStore, root: Uint8Array, common: Common): Promise<MerkleStateManager> {
  const trie = await createMPT({ db: store, common, useKeyHashing: true, valueEncoding: ValueEncoding.Bytes });
  requireRoot(store, trie, root);
  const state = new MerkleStateManager({ trie, common, caches: new Caches() });
  await state.setStateRoot(root);
  return state;
}

/** @throws LedgerError stateUnknown */
export function requireRoot(store: StateStore, trie: MerklePatriciaTrie, root: Uint8Array): void {
  if (!equalBytes(root, trie.EMPTY_TRIE_ROOT) && !store.has(root))
    throw new LedgerError("stateUnknown", `no state with root 0x${Buffer.from(root).toString("hex")} is kept here`);
}
