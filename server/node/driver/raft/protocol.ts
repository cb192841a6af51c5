/**
 * Raft for the driver. Blocks are durable in the write-ahead log before anyone relies on them, and are executed and stored
 * beside; behind what the store holds as final, the log is compacted.
 */
import { randomUUID } from "node:crypto";
import { acknowledgementDigest } from "#server/chain";
import type { RaftEntry, RaftMessage, RaftRecord, RaftStatus } from "#server/consensus";
import { RaftEngine, raftPacingOf } from "#server/consensus";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { createPrng } from "#server/lib/prng";
import type { WalRecord } from "../../storage";
import type { Protocol } from "../protocol";
import { TICK_MS } from "../ticks";
import { journalMessage, statusMessage } from "./console";
import type { MembersMarks } from "./members";
import { readMessage } from "./read";
import { encodeRecord, hardStateRecord, membersRecord } from "./records";
import { type RestoreContext, restore } from "./restore";
import { writeMessage } from "./write";

/** Final blocks after which the log is looked at: it drops whole segments only. */
const COMPACT_EVERY = 64;

export function raftProtocol(context: RestoreContext): Protocol<RaftMessage, RaftRecord, RaftStatus, RaftEntry> {
  const { facts, records } = context;
  let hardState: WalRecord | null = null;
  let marks: MembersMarks | null = null;
  let compactedAt = 0;
  const marksOf = () => {
    if (!marks) throw new TypeError("the engine is created first");
    return marks;
  };
  return {
    // Messages that wait in sockets after a stall are heard before the next tick: each loop has its turn.
    ticksAtOnceMax: 1,
    built: "held",
    checksMax: Number.POSITIVE_INFINITY,
    asksWhoIsAhead: false,
    async create() {
      const found = await restore(context);
      const { restored } = found;
      marks = found.marks;
      if (restored.hardState) hardState = hardStateRecord({ type: "hardState", ...restored.hardState });
      const engine = new RaftEngine({
        self: facts.self,
        pacing: raftPacingOf({ blockIntervalMs: facts.genesis.blockIntervalMs, tickMs: TICK_MS }),
        sign: (term, height, hash) => {
          const { chainId } = facts.genesis;
          const subject = { chainId, genesisHash: facts.genesisHash, term, height, hash: fromHex(hash) };
          return nativeCrypto.sign(acknowledgementDigest(subject, nativeCrypto), facts.privateKey);
        },
        // Not for repeating a run: nodes that draw alike would split their votes for ever.
        prng: createPrng(randomUUID()),
        restored,
      });
      const { final, certificate } = restored;
      const isAhead = final.height > context.store.final.height;
      return { engine, final: isAhead && certificate ? { block: final, certificate } : null };
    },
    read: (message) => readMessage(message, context),
    write: (message) => writeMessage(message, context),
    encode(record) {
      if (record.type === "hardState") hardState = hardStateRecord(record);
      return encodeRecord(record, context, marksOf());
    },
    status: (status) => statusMessage(status, TICK_MS),
    journal: (entry) => journalMessage(entry, TICK_MS),
    async onFinal(height) {
      if (height < compactedAt + COMPACT_EVERY) return;
      compactedAt = height;
      // What is kept is written behind all that was asked for before: it must be the newest there is.
      const members = membersRecord(marksOf().compactTo(height));
      await records.compact({ index: height, keep: hardState ? [hardState, members] : [members] });
    },
  };
}
