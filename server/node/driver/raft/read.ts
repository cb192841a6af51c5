/**
 * Raft's messages from the wire: everything that a signature or a hash can show is checked here, before the engine hears of
 * it. Blocks are held with their bodies. Many large blocks take a while: then it is done in pieces, so that time goes on.
 */
import type { Block, Certificate, ConsensusMessage, RaftAcknowledgement, RaftAppend, RaftPosition } from "#proto";
import { transactionsRoot, verifyAcknowledgement } from "#server/chain";
import type { BlockMeta, FinalityCertificate, RaftMessage, Vote, VoteRefusal } from "#server/consensus";
import { equalBytes, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { BlockStore } from "../../storage";
import { type Known, readBlock } from "../block";
import { readCertificate } from "../certificates";
import type { ChainFacts } from "../chain-facts";
import type { Library } from "../library";
import type { Reading, Soon } from "../protocol";
import { APPEND_BYTES_MAX } from "./write";

export interface ReadContext {
  readonly facts: ChainFacts;
  readonly store: BlockStore;
  readonly library: Library;
}

type Position = Extract<RaftMessage, { type: "voteRequest" }>["last"];

/** What one message may carry; an engine of ours sends fewer. */
const BLOCKS_MAX = 64;
const ACKNOWLEDGEMENTS_MAX = 64;
const MEMBERS_MAX = 128;
/** Of blocks that are in the log and not executed yet: a follower whose ledger lags takes no more. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;
/** How long checking goes on before others have their turn. */
const PIECE_MS_MAX = 8;

const REFUSALS: readonly string[] = [
  "oldTerm",
  "alreadyVoted",
  "logBehind",
  "leaderAlive",
  "notVoter",
] satisfies VoteRefusal[];
const isRefusal = (text: string): text is VoteRefusal => REFUSALS.includes(text);

/** Why a message is refused; never leaves this file. */
class Refused extends Error {}

export function readMessage({ message }: ConsensusMessage, context: ReadContext): Soon<Reading<RaftMessage>> {
  try {
    const read = readOne(message, context);
    if (!(read instanceof Promise)) return read && { ok: true, message: read };
    return read.then((found): Reading<RaftMessage> => ({ ok: true, message: found })).catch(refusalOf);
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): Reading<RaftMessage> {
  if (error instanceof Refused) return { ok: false, refusal: error.message };
  throw error;
}

function readOne(message: ConsensusMessage["message"], context: ReadContext): Soon<RaftMessage> | null {
  switch (message?.$case) {
    case "raftVoteRequest": {
      const { term, pre, transfer } = message.value;
      const last = positionOf(message.value.last, "last");
      return pre ? { type: "preVoteRequest", term, last } : { type: "voteRequest", term, last, transfer };
    }
    case "raftVoteReply": {
      const { term, pre, refusal = null } = message.value;
      if (refusal !== null && !isRefusal(refusal)) throw new Refused(`an unknown refusal "${refusal.slice(0, 64)}"`);
      return { type: pre ? "preVoteReply" : "voteReply", term, refusal };
    }
    case "raftAppend":
      return readAppend(message.value, context);
    case "raftAppendMatched": {
      const { term, height, final, acknowledgements } = message.value;
      if (acknowledgements.length > ACKNOWLEDGEMENTS_MAX)
        throw new Refused(`${acknowledgements.length} acknowledgements, at most ${ACKNOWLEDGEMENTS_MAX}`);
      const votes = acknowledgements.map((each) => readAcknowledgement(each, context.facts));
      return { type: "appendMatched", term, height, acknowledgements: votes, final };
    }
    case "raftAppendRefused": {
      const { term, previous, hint } = message.value;
      return { type: "appendRefused", term, previous, hint: positionOf(hint, "hint") };
    }
    case "raftSnapshot": {
      const { term, block, certificate, members } = message.value;
      if (!block || !certificate || members.length > MEMBERS_MAX) throw new Refused("an incomplete snapshot");
      const { meta } = knownOrRefused(block, context);
      const certified = certificateOf(certificate, meta.height, context.facts);
      const read = members.map(({ id, learner }) => ({ id, role: learner ? "learner" : "voter" }) as const);
      return { type: "snapshot", term, block: meta, certificate: certified, members: read };
    }
    case "raftTimeoutNow":
      return { type: "timeoutNow", term: message.value.term };
    default:
      return null;
  }
}

function positionOf(position: RaftPosition | undefined, name: string): Position {
  if (!position) throw new Refused(`${name}: missing`);
  return { term: position.term, height: position.height };
}

function readAcknowledgement(acknowledgement: RaftAcknowledgement, facts: ChainFacts): Vote {
  const { term, block, validator, signature } = acknowledgement;
  const known = facts.validators.find(({ address }) => equalBytes(address, validator));
  if (!block || !known) throw new Refused("an acknowledgement of nobody known, or of nothing");
  const { height, hash } = block;
  const subject = { chainId: facts.genesis.chainId, genesisHash: facts.genesisHash, term, height, hash };
  const refusal = verifyAcknowledgement({ ...subject, validator, signature }, facts.validators, nativeCrypto);
  if (refusal) throw new Refused(refusal);
  return { turn: term, height, hash: toHex(hash), validator: known.id, signature };
}

function certificateOf(certificate: Certificate, height: number, facts: ChainFacts): FinalityCertificate {
  const refusal = facts.seals.refusedCertificate(certificate, { height, hash: certificate.blockHash });
  if (refusal) throw new Refused(refusal);
  return readCertificate(certificate, height, facts.validators);
}

function readAppend(append: RaftAppend, context: ReadContext): Soon<RaftMessage> {
  const { facts, store } = context;
  const { term, certificate, certifiedHeight } = append;
  if (append.blocks.length > BLOCKS_MAX) throw new Refused(`${append.blocks.length} blocks, at most ${BLOCKS_MAX}`);
  const previous = positionOf(append.previous, "previous");
  // What is final here already needs no proof.
  const news = certificate && certifiedHeight > store.final.height ? certificate : undefined;
  const head = {
    ...{ type: "append" as const, term, previous },
    certificate: news ? certificateOf(news, certifiedHeight, facts) : null,
  };
  const reader = new BlockReader(append.blocks, context);
  if (reader.readOn()) return { ...head, blocks: reader.metas };
  return reader.finish().then(() => ({ ...head, blocks: reader.metas }));
}

class BlockReader {
  readonly metas: BlockMeta[] = [];
  #next = 0;
  #bytes = 0;

  constructor(
    private readonly blocks: readonly Block[],
    private readonly context: ReadContext,
  ) {}

  /** @returns whether all is done */
  readOn(): boolean {
    const until = performance.now() + PIECE_MS_MAX;
    const { library } = this.context;
    for (let block = this.blocks[this.#next]; block; block = this.blocks[++this.#next]) {
      if (performance.now() > until) return false;
      // Fewer blocks are as right as all of them: the leader will send them again.
      this.#bytes += block.size;
      if (library.keptBytes > 0 && library.keptBytes + block.size > WAITING_BYTES_MAX) break;
      if (this.metas.length > 0 && this.#bytes > APPEND_BYTES_MAX) break;
      this.metas.push(take(block, this.metas.at(-1), this.context));
    }
    return true;
  }

  async finish(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.readOn());
  }
}

function take(block: Block, parent: BlockMeta | undefined, context: ReadContext): BlockMeta {
  const { meta, header } = knownOrRefused(block, context);
  if (parent && meta.parent !== parent.hash)
    throw new Refused(`block ${meta.height} does not follow upon the one before`);
  const checked = context.library.held(meta.hash) ?? context.store.cached(meta.hash);
  if (checked) {
    // A log that was cut may take it again.
    context.library.hold(checked, meta.hash);
    return meta;
  }
  const root = transactionsRoot(
    block.transactions.map(({ raw }) => raw),
    nativeCrypto,
  );
  if (!equalBytes(root, header.transactionsRoot))
    throw new Refused(`block ${meta.height} has other transactions than its header says`);
  context.library.hold(block, meta.hash);
  return meta;
}

function knownOrRefused(block: Block, { facts }: ReadContext): Known {
  const read = readBlock(block, facts);
  if (!read.ok) throw new Refused(`block ${block.height}: ${read.refusal}`);
  return read.known;
}
