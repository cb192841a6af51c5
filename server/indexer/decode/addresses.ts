/** Which addresses a block touches, and which transactions belong to each. */
import type { ChainReceipt, DecodedTransaction } from "#server/chain";
import { toHex } from "#server/lib/bytes";
import type { AddressTouch } from "./rows";
import { createdContract } from "./transaction";
import { bytes, number, type Row } from "./values";

/** More of one address's transactions are not listed in one frame: its page reads them. */
const HASHES_PER_FRAME_MAX = 50;

interface Touch {
  isContract: boolean;
  readonly hashes: string[];
}

export class Addresses {
  readonly #touched = new Map<string, Touch>();
  readonly rows: Row[] = [];

  constructor(
    private readonly height: number,
    private readonly blockHash: Uint8Array,
  ) {}

  #touch(address: Uint8Array): Touch {
    const key = toHex(address);
    const known = this.#touched.get(key);
    if (known) return known;
    const touch: Touch = { isContract: false, hashes: [] };
    this.#touched.set(key, touch);
    return touch;
  }

  seen(address: Uint8Array, isContract: boolean): void {
    const touch = this.#touch(address);
    touch.isContract ||= isContract;
  }

  /** Once for each address and transaction. */
  belongs(address: Uint8Array, index: number, hash: Uint8Array, role: string): Touch {
    const touch = this.#touch(address);
    if (touch.hashes.length < HASHES_PER_FRAME_MAX) touch.hashes.push(toHex(hash));
    this.rows.push([bytes(address), number(this.height), number(index), bytes(this.blockHash), bytes(hash), role]);
    return touch;
  }

  add(index: number, transaction: DecodedTransaction, receipt: ChainReceipt | null): void {
    const { sender, recipient, hash } = transaction;
    const created = createdContract(transaction, receipt);
    const self = sender && recipient && toHex(sender) === toHex(recipient);
    if (sender) this.belongs(sender, index, hash, self ? "self" : "from");
    if (recipient && !self) this.belongs(recipient, index, hash, "to");
    if (created) this.belongs(created, index, hash, "created").isContract = true;
    for (const log of receipt?.logs ?? []) this.seen(log.address, true);
  }

  touches(): AddressTouch[] {
    return [...this.#touched].map(([address, touch]) => ({ address, height: this.height, ...touch }));
  }
}
