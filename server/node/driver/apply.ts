/**
 * What the engine has decided, carried over into the store, the pool and the events: a new head with all blocks that left
 * and joined the canonical chain, and finality. Runs one after the other, in the engine's order.
 */
import type { Block, BlockRef } from "#proto";
import type { BlockMeta, FinalityCertificate } from "#server/consensus";
import type { Ledger } from "#server/ledger";
import { assert } from "#server/lib/assert";
import { fromHex, toHex } from "#server/lib/bytes";
import type { EventHub } from "../events/hub";
import type { Mempool } from "../mempool";
import type { BlockStore } from "../storage";
import { certificateMessage } from "./certificates";
import type { ChainFacts } from "./chain-facts";
import type { Library } from "./library";

export interface ApplyContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly library: Library;
  readonly ledger: Pick<Ledger, "recover">;
  readonly mempool: Mempool;
  readonly hub: EventHub;
  /** Told of every block that has become final, lowest first. */
  readonly onFinal: (block: Block) => void;
  readonly onHead: (block: Block) => void;
  /** Finality up to this height is on disk. */
  readonly onFinalStored: (height: number) => Promise<void>;
}

const refOf = (block: { height: number; hash: Uint8Array }): BlockRef => ({ height: block.height, hash: block.hash });
const hashesOf = (block: Block) => block.receipts.map((receipt) => receipt.transactionHash);

async function load(store: BlockStore, hash: Uint8Array): Promise<Block> {
  const block = await store.get(hash);
  assert(block !== null, `block ${toHex(hash)} was announced and is stored`);
  return block;
}

/** Blocks that join the canonical chain in one go; who has been away for long joins thousands. */
const JOIN_MAX = 64;

export async function applyHead(target: Pick<BlockMeta, "hash">, context: ApplyContext): Promise<void> {
  const { store } = context;
  if (toHex(store.head.hash) === target.hash) return;
  const path: Uint8Array[] = [];
  let next = await load(store, fromHex(target.hash));
  while (!(await store.isCanonical(next))) {
    path.push(next.hash);
    next = await load(store, next.parentHash);
  }
  const removed: Block[] = [];
  for (let height = store.head.height; height > next.height; height--) {
    const hash = await store.canonicalHash(height);
    if (hash) removed.push(await load(store, hash));
  }
  do {
    const added: Block[] = [];
    for (const hash of path.splice(-JOIN_MAX).reverse()) added.push(await load(store, hash));
    await join(added.at(-1) ?? next, added, removed.splice(0), context);
  } while (path.length > 0);
}

async function join(
  head: Block,
  added: readonly Block[],
  removed: readonly Block[],
  context: ApplyContext,
): Promise<void> {
  const { store, hub } = context;
  const change = (block: Block) => ({ ref: refOf(block), transactions: hashesOf(block) });
  await store.moveHead({ head: refOf(head), removed: removed.map(change), added: added.map(change) });
  context.onHead(head);
  for (const block of removed) hub.publish({ $case: "blockRolledBack", value: { block: refOf(block) } });
  for (const block of added) hub.publish({ $case: "blockCommitted", value: { block } });
  await movePool(added, removed, context);
}

async function movePool(added: readonly Block[], removed: readonly Block[], context: ApplyContext): Promise<void> {
  const raws = added.flatMap((block) => block.transactions.map(({ raw }) => raw));
  const hashes = added.flatMap(hashesOf);
  const nonces = new Map<string, number>();
  const unknown: Uint8Array[] = [];
  const note = (sender: string, nonce: number) => nonces.set(sender, Math.max(nonces.get(sender) ?? 0, nonce + 1));
  for (const [index, hash] of hashes.entries()) {
    const entry = context.mempool.pool.get(toHex(hash));
    const raw = raws[index];
    if (entry) note(entry.sender, entry.nonce);
    else if (raw && context.mempool.pool.count > 0) unknown.push(raw);
  }
  if (unknown.length > 0) {
    for (const each of await context.ledger.recover(unknown)) {
      if (each.ok) note(toHex(each.transaction.sender), each.transaction.nonce);
    }
  }
  context.mempool.onIncluded(hashes, nonces);
  if (removed.length === 0) return;
  const included = new Set(hashes.map(toHex));
  const lost = removed.flatMap((block) =>
    block.transactions.filter(({ hash }) => hash && !included.has(toHex(hash))).map(({ raw }) => raw),
  );
  await context.mempool.onRolledBack(lost);
}

export async function applyFinal(
  target: BlockMeta,
  certificate: FinalityCertificate,
  context: ApplyContext,
): Promise<void> {
  const { store, hub, facts } = context;
  const ref: BlockRef = { height: target.height, hash: fromHex(target.hash) };
  if (ref.height <= store.final.height) return;
  if (!(await store.isCanonical(ref))) await applyHead(target, context);
  const from = store.final.height + 1;
  const message = certificateMessage(certificate, facts);
  await store.finalise(ref, message);
  // A descendant's makes this block final too, but it is not this block's own.
  const own = certificate.hash === target.hash ? message : undefined;
  hub.publish({ $case: "blockFinalised", value: { block: ref, certificate: own } });
  for (let height = from; height <= ref.height; height++) {
    const hash = await store.canonicalHash(height);
    if (hash) context.onFinal(await load(store, hash));
  }
  await context.onFinalStored(ref.height);
}
