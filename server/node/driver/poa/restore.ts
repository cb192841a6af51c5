/**
 * From disk to a PoA engine: the final block, what is stored above it, the last vote. A block that can't be executed again is
 * left out and fetched later; but the block last voted for must be here, or the node could vote against its own word.
 */
import type { Block } from "#proto";
import type { BlockMeta, PoaRecord, PoaRestored } from "#server/consensus";
import { fromHex, toHex } from "#server/lib/bytes";
import { type BlockStore, type ConsensusLog, StorageError, type WalRecord } from "../../storage";
import { decodeJson } from "../json";
import { metaOf, type RegainContext, regainFinal, regainOne, required } from "../regain";

export interface RestoreContext extends RegainContext {
  readonly records: Pick<ConsensusLog, "takeRecords" | "append" | "compact">;
}

/** @throws StorageError `damaged` when what the node has voted for is not whole */
export async function restore(context: RestoreContext): Promise<PoaRestored> {
  const { facts, store } = context;
  const records = context.records
    .takeRecords()
    .filter(({ kind }) => kind === "vote")
    .map(readRecord);
  const { final, certificate } = await regainFinal(context);
  const blocks: BlockMeta[] = [];
  const reached = new Set([final.hash]);
  for await (const hash of store.above(final.height)) {
    const block = await required(store, hash);
    const meta = metaOf(block, facts);
    if (!reached.has(meta.parent) || !(await regainOne(block, context))) continue;
    reached.add(meta.hash);
    blocks.push(meta);
  }
  const voted = records.at(-1)?.block;
  if (voted && voted.height > final.height && !reached.has(voted.hash)) await requireFork(voted, final, store);
  return { records, final, certificate, blocks };
}

function readRecord({ data, index }: WalRecord): PoaRecord {
  try {
    return decodeJson(data) as PoaRecord;
  } catch {
    throw new StorageError("damaged", `the record of the vote in turn ${index} can't be read`);
  }
}

/** The block last voted for may be missing from the tree only because finality has passed its fork by. */
async function requireFork(voted: BlockMeta, final: BlockMeta, store: BlockStore): Promise<void> {
  let block: Block | null = await store.get(fromHex(voted.hash));
  while (block && block.height > final.height) block = await store.get(block.parentHash);
  if (block && toHex(block.hash) !== final.hash) return;
  throw new StorageError(
    "damaged",
    `the block of this node's last vote, ${voted.height} 0x${voted.hash}, is not whole on disk: ` +
      "its data directory was changed or the disk has lost writes; restore it from a copy, or join with a new key",
  );
}
