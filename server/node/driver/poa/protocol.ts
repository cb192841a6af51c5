/** Proof of authority for the driver: proposals with bodies, votes, and one record for each vote given. */
import type { ConsensusMessage } from "#proto";
import { voteDigest } from "#server/chain";
import type { PoaEntry, PoaMessage, PoaRecord, PoaStatus } from "#server/consensus";
import { PoaEngine, pacingOf } from "#server/consensus";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { WalRecord } from "../../storage";
import { readBlock } from "../block";
import { encodeJson } from "../json";
import type { Library } from "../library";
import type { Protocol, Reading } from "../protocol";
import { TICK_MS } from "../ticks";
import { journalMessage, statusMessage } from "./console";
import { type RestoreContext, restore } from "./restore";
import { proposalMessage, readVote, voteMessage } from "./wire";

export interface PoaContext extends RestoreContext {
  readonly library: Library;
}

/** Votes after which older ones are dropped in one go. */
const COMPACT_EVERY = 256;

export function poaProtocol(context: PoaContext): Protocol<PoaMessage, PoaRecord, PoaStatus, PoaEntry> {
  const { facts, store, library, records } = context;
  let last: WalRecord | null = null;
  let compactedAt = 0;
  return {
    ticksAtOnceMax: 5,
    built: "stored",
    checksMax: 64,
    asksWhoIsAhead: true,
    async create() {
      const engine = new PoaEngine({
        self: facts.self,
        validators: facts.validators.map(({ id }) => id),
        pacing: pacingOf({ blockIntervalMs: facts.genesis.blockIntervalMs, tickMs: TICK_MS }),
        sign: (turn, height, hash) => {
          const { chainId } = facts.genesis;
          const subject = { chainId, genesisHash: facts.genesisHash, turn, height, hash: fromHex(hash) };
          return nativeCrypto.sign(voteDigest(subject, nativeCrypto), facts.privateKey);
        },
        restored: await restore(context),
      });
      return { engine, final: null };
    },
    read: ({ message }) => readMessage(message, context),
    write(message) {
      if (message.type === "vote") return voteMessage(message.vote, facts.validators);
      const { turn, block } = message;
      return store.get(fromHex(block.hash)).then((body) => body && proposalMessage(turn, body));
    },
    encode(record) {
      const { turn } = record.vote;
      last = { term: turn, index: turn, kind: "vote", data: encodeJson(record) };
      return [last];
    },
    status: (status) => statusMessage(status, TICK_MS),
    journal: (entry) => journalMessage(entry, TICK_MS),
    async onFinal() {
      // A vote says all that the ones before it said.
      if (!last || last.index < compactedAt + COMPACT_EVERY) return;
      compactedAt = last.index;
      await records.compact({ index: last.index, keep: [last] });
    },
  };

  function readMessage(message: ConsensusMessage["message"], { facts }: PoaContext): Reading<PoaMessage> {
    if (message?.$case === "poaVote") {
      const vote = readVote(message.value, facts);
      return typeof vote === "string"
        ? { ok: false, refusal: `a vote: ${vote}` }
        : { ok: true, message: { type: "vote", vote } };
    }
    if (message?.$case !== "poaProposal" || !message.value.block) return null;
    const { block, turn } = message.value;
    const read = readBlock(block, facts);
    if (!read.ok) return { ok: false, refusal: `a proposal: ${read.refusal}` };
    const { meta } = read.known;
    library.hold(block, meta.hash);
    return { ok: true, message: { type: "proposal", turn, block: meta } };
  }
}
