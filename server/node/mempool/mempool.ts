/**
 * Admission to the pool, and the pool's life with the chain. Transactions come in batches: decoded and recovered by the
 * ledger's worker, judged against the state of the head, then offered to the pool. What was decided is an event. The pool
 * is not persisted: peers hold it too.
 */
import { LRUCache } from "lru-cache";
import type { DecodedTransaction } from "#server/chain";
import type { AccountState, Ledger, RejectedTransaction } from "#server/ledger";
import { fromHex, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { EventHub } from "../events/hub";
import { ADMISSION_BATCH, ADMISSION_QUEUE_MAX, SEEN_MAX, SENDER_COUNT_MAX, TRANSACTION_BYTES_MAX } from "./limits";
import { type Dropped, type Entry, Pool } from "./pool";

export type Admission =
  | { readonly ok: true; readonly hash: Uint8Array }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/** Node id of the peer that sent it, or null for a transaction handed to this node. */
export type Source = string | null;

export interface MempoolOptions {
  readonly ledger: Pick<Ledger, "recover" | "accounts">;
  readonly chainId: number;
  readonly gasLimit: bigint;
  readonly hub: EventHub;
  /** The state that admission is judged against. */
  readonly stateRoot: () => Uint8Array;
  /** Newly admitted transactions, to be passed on. */
  readonly share: (raws: readonly Uint8Array[], from: Source) => void;
  /** Told of every transaction that left without being included. */
  readonly onDropped?: (hash: string, code: string, reason: string) => void;
}

interface Waiting {
  readonly raw: Uint8Array;
  readonly hash: string;
  readonly from: Source;
  readonly resolve: (admission: Admission) => void;
}

type Signed = DecodedTransaction & { readonly sender: Uint8Array };

export class Mempool {
  readonly pool = new Pool();
  readonly #options: MempoolOptions;
  readonly #seen = new LRUCache<string, true>({ max: SEEN_MAX });
  #waiting: Waiting[] = [];
  #working = false;

  constructor(options: MempoolOptions) {
    this.#options = options;
  }

  /** Resolves when it is decided; never rejects. */
  admit(given: Uint8Array, from: Source): Promise<Admission> {
    if (given.length === 0 || given.length > TRANSACTION_BYTES_MAX) {
      const reason = `${given.length} bytes, expected 1 to ${TRANSACTION_BYTES_MAX}`;
      return Promise.resolve({ ok: false, code: given.length === 0 ? "malformed" : "transaction-too-large", reason });
    }
    // A copy: what the wire hands over is a view that would keep a whole message in memory.
    const raw = new Uint8Array(given);
    const hashBytes = nativeCrypto.keccak256(raw);
    const hash = toHex(hashBytes);
    if (this.pool.get(hash)) return Promise.resolve({ ok: true, hash: hashBytes });
    if (from !== null) {
      if (this.#seen.has(hash)) return Promise.resolve({ ok: false, code: "known", reason: "was handled already" });
      this.#options.hub.publish({ $case: "transactionSeen", value: { hash: hashBytes, from } });
    }
    this.#seen.set(hash, true);
    if (this.#waiting.length >= ADMISSION_QUEUE_MAX) {
      this.#seen.delete(hash);
      const reason = `${ADMISSION_QUEUE_MAX} transactions wait for admission; try again shortly`;
      return Promise.resolve({ ok: false, code: "pool-busy", reason });
    }
    return new Promise((resolve) => {
      this.#waiting.push({ raw, hash, from, resolve });
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    // Lets a burst gather, so that it is recovered in few messages.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, ADMISSION_BATCH);
      try {
        await this.#decide(batch);
      } catch (error) {
        const reason = `the ledger could not judge it: ${error instanceof Error ? error.message : String(error)}`;
        for (const { hash, resolve } of batch) {
          this.#seen.delete(hash);
          resolve({ ok: false, code: "ledger-unavailable", reason });
        }
      }
    }
    this.#working = false;
  }

  async #decide(batch: readonly Waiting[]): Promise<void> {
    const { ledger, stateRoot } = this.#options;
    const recovered = await ledger.recover(batch.map(({ raw }) => raw));
    const senders = new Map<string, Uint8Array>();
    for (const each of recovered) if (each.ok) senders.set(toHex(each.transaction.sender), each.transaction.sender);
    const states = await ledger.accounts(stateRoot(), [...senders.values()]);
    const accounts = new Map([...senders.keys()].map((sender, index) => [sender, states[index]]));
    const shared = new Map<Source, Uint8Array[]>();
    for (const [index, waiting] of batch.entries()) {
      const found = recovered[index];
      let decision: Admission;
      if (!found) decision = { ok: false, code: "malformed", reason: "not a transaction" };
      else if (!found.ok) decision = { ok: false, code: kebab(found.code), reason: found.reason };
      else decision = this.#offer(waiting, found.transaction, accounts.get(toHex(found.transaction.sender)));
      if (decision.ok) shared.set(waiting.from, [...(shared.get(waiting.from) ?? []), waiting.raw]);
      waiting.resolve(decision);
    }
    for (const [from, raws] of shared) this.#options.share(raws, from);
  }

  #offer(waiting: Waiting, transaction: Signed, account: AccountState | undefined): Admission {
    const refusal = this.#judge(transaction, account ?? { balance: 0n, nonce: 0, codeHash: new Uint8Array(0) });
    if (refusal) return refusal;
    const feeMax = transaction.maxFeePerGas ?? transaction.gasPrice ?? 0n;
    const entry: Entry = {
      hash: waiting.hash,
      hashBytes: transaction.hash,
      raw: waiting.raw,
      sender: toHex(transaction.sender),
      nonce: transaction.nonce,
      feeMax,
      tipMax: transaction.maxPriorityFeePerGas ?? feeMax,
      gasLimit: transaction.gasLimit,
      addedMs: Date.now(),
    };
    const offer = this.pool.offer(entry, account?.nonce ?? 0);
    if (!offer.ok) return offer;
    this.#drop(offer.dropped);
    this.#options.hub.publish({ $case: "transactionAdmitted", value: { hash: transaction.hash, raw: waiting.raw } });
    return { ok: true, hash: transaction.hash };
  }

  #judge(transaction: Signed, account: AccountState): (Admission & { ok: false }) | null {
    const refuse = (code: string, reason: string) => ({ ok: false as const, code, reason });
    const { nonce, gasLimit, value, chainId } = transaction;
    if (chainId !== null && chainId !== this.#options.chainId) {
      return refuse("wrong-chain", `signed for chain ${chainId}, this is chain ${this.#options.chainId}`);
    }
    if (gasLimit > this.#options.gasLimit) {
      return refuse("gas-limit-too-high", `gas limit ${gasLimit}, a block holds ${this.#options.gasLimit}`);
    }
    if (nonce < account.nonce) return refuse("nonce-too-low", `nonce ${nonce}, the account's next is ${account.nonce}`);
    if (nonce >= account.nonce + SENDER_COUNT_MAX) {
      return refuse(
        "nonce-too-high",
        `nonce ${nonce}, the account's next is ${account.nonce}; at most ${SENDER_COUNT_MAX} may wait`,
      );
    }
    const cost = gasLimit * (transaction.maxFeePerGas ?? transaction.gasPrice ?? 0n) + value;
    if (cost > account.balance)
      return refuse("balance-too-low", `costs up to ${inEther(cost)}, the account has ${inEther(account.balance)}`);
    return null;
  }

  /** Nonces after a new head, by sender, as the chain's blocks say: what they overtook is dropped. */
  onIncluded(hashes: readonly Uint8Array[], nextNonces: ReadonlyMap<string, number>): void {
    for (const hash of hashes) {
      const key = toHex(hash);
      this.#seen.set(key, true);
      this.pool.remove(key);
    }
    for (const [sender, nonce] of nextNonces) this.#drop(this.pool.setNonce(sender, nonce));
  }

  /** After a fork: the accounts' nonces may have gone back, and the lost blocks' transactions wait again. */
  async onRolledBack(raws: readonly Uint8Array[]): Promise<void> {
    const senders = this.pool.senders();
    const states = await this.#options.ledger.accounts(this.#options.stateRoot(), senders.map(fromHex));
    for (const [index, sender] of senders.entries()) {
      const nonce = states[index]?.nonce;
      if (nonce !== undefined) this.#drop(this.pool.setNonce(sender, nonce));
    }
    await Promise.all(raws.map((raw) => this.admit(raw, null)));
  }

  /** What a proposal's building refused for good. */
  onRejected(rejected: readonly RejectedTransaction[]): void {
    for (const { hash, code, reason } of rejected) {
      // Those may still come true.
      if (code === "nonceTooHigh" || code === "feeTooLow") continue;
      const entry = this.pool.remove(toHex(hash));
      if (entry) this.#drop([{ entry, code: kebab(code), reason }]);
    }
  }

  expire(): void {
    this.#drop(this.pool.expire(Date.now()));
  }

  #drop(dropped: readonly Dropped[]): void {
    for (const { entry, code, reason } of dropped) {
      this.#options.hub.publish({ $case: "transactionDropped", value: { hash: entry.hashBytes, code, reason } });
      this.#options.onDropped?.(entry.hash, code, reason);
    }
  }
}

/** Codes are camelCase inside and kebab-case on the wire. */
function kebab(code: string): string {
  return code.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** For people, and exact for whoever compares. */
function inEther(wei: bigint): string {
  const fraction = (wei % 10n ** 18n).toString().padStart(18, "0").replace(/0+$/, "");
  return `${wei / 10n ** 18n}${fraction && `.${fraction}`} ether (${wei} wei)`;
}
