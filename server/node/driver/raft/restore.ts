/**
 * From disk to a Raft engine: the final block from the store, term, vote and log from the write-ahead log, whose bodies wait
 * in memory until they are executed. Where the log began anew at a fetched block, the store's mark of finality may be behind.
 */
import { type RaftRecord, type RaftRestored, replayRaft } from "#server/consensus";
import { fromHex, toHex } from "#server/lib/bytes";
import type { ConsensusLog } from "../../storage";
import type { Library } from "../library";
import { metaOf, type RegainContext, regainFinal, regainOne, regainState, required } from "../regain";
import { MembersMarks } from "./members";
import { decodeRecord } from "./records";

export interface RestoreContext extends RegainContext {
  readonly library: Library;
  readonly records: Pick<ConsensusLog, "takeRecords" | "append" | "compact">;
}

export interface Restored {
  readonly restored: RaftRestored;
  readonly marks: MembersMarks;
}

/** @throws StorageError `damaged` or `missing` */
export async function restore(context: RestoreContext): Promise<Restored> {
  const { facts, store, library } = context;
  const stored = await regainFinal(context);
  const voters = facts.validators.map(({ id }) => ({ id, role: "voter" as const }));
  const marks = new MembersMarks({ type: "members", height: 0, hash: toHex(facts.genesisHash), members: voters });
  const decoded = context.records.takeRecords().map((each) => decodeRecord(each, (block) => metaOf(block, facts)));
  // Written behind blocks that stand upon them.
  for (const each of decoded) if (each.type === "members") marks.put(each.mark);
  const records: RaftRecord[] = [];
  for (const each of decoded) {
    if (each.type === "members") continue;
    const { record, body } = each;
    records.push(record);
    if (record.type === "blocks") for (const block of record.blocks) marks.append(block);
    if (record.type === "snapshot") {
      const { height, hash } = record.block;
      marks.put({ type: "members", height, hash, members: record.members });
    }
    if (body && body.height > stored.final.height) {
      library.cut(body.height);
      library.keep(body, toHex(body.hash));
    }
  }
  const { members } = marks.at(stored.final.height);
  const restored = replayRaft({ ...stored, members }, records);
  if (restored.final.hash !== stored.final.hash) await regainSnapshot(restored, context);
  for (const block of restored.log) {
    // Stored, but without its state, as after a power cut: what can't be executed here yet is asked for by the engine.
    const body = await store.get(fromHex(block.hash));
    if (!body || !(await regainOne(body, context))) break;
  }
  return { restored, marks };
}

/** The block at which the log began anew was stored and executed before the log said so. */
async function regainSnapshot({ final }: RaftRestored, context: RestoreContext): Promise<void> {
  const block = await required(context.store, fromHex(final.hash));
  await regainState(block, context);
  for (let each = block; each.height > context.store.final.height; )
    each = await required(context.store, each.parentHash);
}
