/**
 * What of the chain is on disk when a node starts, and the states behind it: a state that is missing (a power cut may lose
 * what was not yet flushed) is made anew by executing its block again.
 */
import type { Block } from "#proto";
import { decodeHeader } from "#server/chain";
import type { BlockMeta, FinalityCertificate } from "#server/consensus";
import { type Ledger, LedgerError } from "#server/ledger";
import { toHex } from "#server/lib/bytes";
import type { Log } from "#server/lib/log";
import { type BlockStore, StorageError } from "../storage";
import { knownOf } from "./block";
import { readCertificate } from "./certificates";
import type { ChainFacts } from "./chain-facts";

export interface RegainContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly ledger: Pick<Ledger, "account" | "execute">;
  readonly log: Log;
}

const ANY_ADDRESS = new Uint8Array(20);

export async function hasState(ledger: Pick<Ledger, "account">, root: Uint8Array): Promise<boolean> {
  try {
    await ledger.account(root, ANY_ADDRESS);
    return true;
  } catch (error) {
    if (error instanceof LedgerError && error.code === "stateUnknown") return false;
    throw error;
  }
}

/** The final block with its state, and the certificate that was stored with it. @throws StorageError */
export async function regainFinal(
  context: RegainContext,
): Promise<{ final: BlockMeta; certificate: FinalityCertificate | null }> {
  const { store, facts } = context;
  const block = await required(store, store.final.hash);
  await regainState(block, context);
  const stored = await store.certificate(block.hash);
  const certificate = stored && readCertificate(stored, block.height, facts.validators);
  return { final: metaOf(block, facts), certificate };
}

/** @throws StorageError `missing` */
export async function required(store: BlockStore, hash: Uint8Array): Promise<Block> {
  const block = await store.get(hash);
  if (!block) throw new StorageError("missing", `block 0x${toHex(hash)} is referred to and not on disk`);
  return block;
}

export function metaOf(block: Block, facts: ChainFacts): BlockMeta {
  return knownOf(block.hash, decodeHeader(block.header), facts.seals).meta;
}

/** The state after a final block, from the nearest ancestor whose state is here. */
export async function regainState(final: Block, context: RegainContext): Promise<void> {
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

/** @returns whether the state after a stored block is here now */
export async function regainOne(block: Block, context: RegainContext): Promise<boolean> {
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
