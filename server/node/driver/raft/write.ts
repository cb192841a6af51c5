/**
 * Raft's messages to the wire. Bodies of fresh blocks are in memory and go at once; only a follower that lags behind waits for
 * the disk. What would make too large a frame is left for the next append: fewer blocks are as right as all of them.
 */
import type { Block, ConsensusMessage, RaftAppend } from "#proto";
import type { BlockMeta, RaftMessage, Vote } from "#server/consensus";
import { fromHex } from "#server/lib/bytes";
import type { BlockStore } from "../../storage";
import { addressOfId, certificateMessage } from "../certificates";
import type { ChainFacts } from "../chain-facts";
import type { Library } from "../library";
import type { Soon } from "../protocol";
import { wireRef } from "../references";

/** Of the bodies in one message; a single block may be larger. */
export const APPEND_BYTES_MAX = 4 * 1024 * 1024;

export interface WriteContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly library: Library;
}

type Message = NonNullable<ConsensusMessage["message"]>;
type Of<Type extends RaftMessage["type"]> = Extract<RaftMessage, { type: Type }>;

export function writeMessage(message: RaftMessage, context: WriteContext): Soon<ConsensusMessage | null> {
  switch (message.type) {
    case "append":
      return writeAppend(message, context);
    case "snapshot":
      return writeSnapshot(message, context);
    default:
      return { message: writeSmall(message, context.facts) };
  }
}

function writeSmall(message: Exclude<RaftMessage, Of<"append" | "snapshot">>, facts: ChainFacts): Message {
  const { term } = message;
  switch (message.type) {
    case "preVoteRequest":
      return { $case: "raftVoteRequest", value: { term, last: message.last, pre: true, transfer: false } };
    case "voteRequest":
      return { $case: "raftVoteRequest", value: { term, last: message.last, pre: false, transfer: message.transfer } };
    case "preVoteReply":
    case "voteReply": {
      const pre = message.type === "preVoteReply";
      return { $case: "raftVoteReply", value: { term, pre, refusal: message.refusal ?? undefined } };
    }
    case "appendMatched": {
      const acknowledgements = message.acknowledgements.map((vote) => writeVote(vote, facts));
      const { height, final } = message;
      return { $case: "raftAppendMatched", value: { term, height, acknowledgements, final } };
    }
    case "appendRefused":
      return { $case: "raftAppendRefused", value: { term, previous: message.previous, hint: message.hint } };
    case "timeoutNow":
      return { $case: "raftTimeoutNow", value: { term } };
  }
}

function writeVote(vote: Vote, { validators }: ChainFacts) {
  const validator = addressOfId(vote.validator, validators);
  return { term: vote.turn, block: wireRef(vote), validator, signature: vote.signature };
}

/** Whoever receives it executes it, so receipts need not travel. */
export const bodyOf = (block: Block): Block => ({ ...block, receipts: [], certificate: undefined, final: false });

function writeAppend(message: Of<"append">, context: WriteContext): Soon<ConsensusMessage> {
  const { library, store, facts } = context;
  const { term, previous, certificate } = message;
  const messageOf = (blocks: Block[]): ConsensusMessage => {
    const value: RaftAppend = {
      ...{ term, previous, blocks },
      certificate: certificate ? certificateMessage(certificate, facts) : undefined,
      certifiedHeight: certificate?.votes[0]?.height ?? 0,
    };
    return { message: { $case: "raftAppend", value } };
  };
  const bodies = new Bodies();
  for (const [index, { hash }] of message.blocks.entries()) {
    const body = library.held(hash) ?? store.cached(hash);
    if (!body) return loadRest(message.blocks.slice(index), bodies, store).then(() => messageOf(bodies.blocks));
    if (!bodies.add(body)) break;
  }
  return messageOf(bodies.blocks);
}

async function loadRest(metas: readonly BlockMeta[], bodies: Bodies, store: BlockStore): Promise<void> {
  for (const { hash } of metas) {
    const body = await store.get(fromHex(hash));
    // Truncated meanwhile: what comes before it stands for itself.
    if (!body || !bodies.add(body)) return;
  }
}

class Bodies {
  readonly blocks: Block[] = [];
  #bytes = 0;

  /** @returns false, and leaves it, when it would be too much */
  add(body: Block): boolean {
    this.#bytes += body.size;
    if (this.#bytes > APPEND_BYTES_MAX && this.blocks.length > 0) return false;
    this.blocks.push(bodyOf(body));
    return true;
  }
}

async function writeSnapshot(message: Of<"snapshot">, context: WriteContext): Promise<ConsensusMessage | null> {
  const { store, library, facts } = context;
  const { term, block, certificate, members } = message;
  const body = library.held(block.hash) ?? (await store.get(fromHex(block.hash)));
  if (!body) return null;
  const value = {
    ...{ term, certificate: certificateMessage(certificate, facts) },
    // The header names it; its body is fetched with all the others'.
    block: { ...bodyOf(body), transactions: [] },
    members: members.map(({ id, role }) => ({ id, learner: role === "learner" })),
  };
  return { message: { $case: "raftSnapshot", value } };
}
