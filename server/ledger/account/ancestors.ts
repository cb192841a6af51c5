/** Answers BLOCKHASH: walks from the parent down its own fork, at most the 256 blocks that the instruction reaches. */
import type { EVMMockBlockchainInterface } from "@ethereumjs/evm";
import { LedgerError } from "../interface";
import type { StateStore } from "./state-store";

export class Ancestors implements EVMMockBlockchainInterface {
  /** By distance from the parent. */
  private readonly hashes: Uint8Array[];

  constructor(
    private readonly store: StateStore,
    parentHash: Uint8Array,
    private readonly parentHeight: number,
  ) {
    this.hashes = [parentHash];
  }

  async getBlock(height: number): Promise<{ hash(): Uint8Array }> {
    const distance = this.parentHeight - height;
    while (this.hashes.length <= distance) {
      const lowest = this.hashes.at(-1);
      const below = lowest && this.store.parentOf(lowest);
      if (!below) throw new LedgerError("storeDamaged", `the hash of block ${height} is not kept here`);
      this.hashes.push(below);
    }
    const hash = this.hashes[distance] ?? new Uint8Array(32);
    return { hash: () => hash };
  }

  async putBlock(): Promise<void> {}

  shallowCopy(): this {
    return this;
  }
}
