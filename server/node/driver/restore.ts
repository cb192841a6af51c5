/**
 * From disk to a running engine: the final block, what is stored above it, the engine's own records. A block whose state is
 * missing (a power cut may lose what was not yet flushed) is executed again; what can't be, is left out and fetched later.
 */
import type { Block } from "#proto";
import { decodeHeader } from "#server/chain";
import type { BlockMeta, FinalityCertificate, PoaRecord, PoaRestored } from "#server/consensus";
import { type Ledger, LedgerError } from "#server/ledger";
import { toHex } from "#server/lib/bytes";
import type { Log } from "#server/lib/log";
import { type BlockStore, type ConsensusStore, StorageError } from "../storage";
import { knownOf } from "./block";
import type { ChainFacts } from "./chain-facts";
import { readCertificate } from "./wire";

export interface RestoreContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly records: ConsensusStore;
  readonly ledger: Ledger;
  readonly log: Log;
}

const ANY_ADDRESS = new Uint8Array(20);

async function hasState(ledger: Ledger, root: Uint8Array): Promise<boolean> {
  try {
    await ledger.account(root, ANY_ADDRESS);
    return true;
  } catch (error) {
    if (error instanceof LedgerError && error.code === "stateUnknown") return false;
    throw error;
  }
}

export async function restore(context: RestoreContext): Promise<PoaRestored> {
  const { facts, store, records } = context;
  const finalBlock = await required(store, store.final.hash);
  await regainState(finalBlock, context);
  const final = metaOf(finalBlock, facts);
  const stored = await store.certificate(finalBlock.hash);
  const certificate: FinalityCertificate | null =
    stored && readCertificate(stored, finalBlock.height, facts.validators);
  const blocks: BlockMeta[] = [];
  const reached = new Set([final.hash]);
  for await (const hash of store.above(final.height)) {
    const block = await required(store, hash);
    const meta = metaOf(block, facts);
    if (!reached.has(meta.parent) || !(await regainOne(block, context))) continue;
    reached.add(meta.hash);
    blocks.push(meta);
  }
  return { records: records.records as readonly PoaRecord[], final, certificate, blocks };
}

async function required(store: BlockStore, hash: Uint8Array): Promise<Block> {
  const block = await store.get(hash);
  if (!block) throw new StorageError("missing", `block 0x${toHex(hash)} is referred to and not on disk`);
  return block;
}

function metaOf(block: Block, facts: ChainFacts): BlockMeta {
  return knownOf(block.hash, decodeHeader(block.header), facts.validators).meta;
}

/** The state after a final block, from the nearest ancestor whose state is here. */
async function regainState(final: Block, context: RestoreContext): Promise<void> {
  const { store, ledger, log } = context;
  const missing: Block[] = [];
  let block = final;
  while (!(await hasState(ledger, decodeHeader(block.header).stateRoot))) {
    missing.unshift(block);
    block = await required(store, block.parentHash);
  }
  if (missing.length > 0) log.warn({ blocks: missing.length }, `the state after ${missing.length} blocks is made anew`);
  for (const each of missing) {
    if (!(await regainOne(each, context))) {
      throw new StorageError(
        "damaged",
        `block ${each.height} on disk can't be executed again; remove the data directory`,
      );
    }
  }
}

async function regainOne(block: Block, context: RestoreContext): Promise<boolean> {
  const { store, ledger, log } = context;
  const header = decodeHeader(block.header);
  if (await hasState(ledger, header.stateRoot)) return true;
  const parent = await store.get(block.parentHash);
  if (!parent) return false;
  const transactions = block.transactions.map(({ raw }) => raw);
  const result = await ledger.execute({ parent: decodeHeader(parent.header), header, transactions });
  if (!result.ok) log.warn({ height: block.height, code: result.code }, `a stored block is left out: ${result.reason}`);
  return result.ok;
}
