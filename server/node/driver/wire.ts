/** The engine's messages on the wire, and what the console and the flight recorder get of the engine. */
import type { Block, Certificate, ConsensusMessage, ConsensusStatus, JournalEntry, BlockRef as WireRef } from "#proto";
import { type PoaValidator, verifyVote } from "#server/chain";
import type { BlockRef, FinalityCertificate, PoaEntry, PoaStatus, Vote } from "#server/consensus";
import { equalBytes, fromHex, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { ChainFacts } from "./chain-facts";

export const wireRef = ({ hash, height }: BlockRef): WireRef => ({ height, hash: fromHex(hash) });

export function proposalMessage(turn: number, block: Block): ConsensusMessage {
  // Whoever receives it executes it, so receipts need not travel.
  const body: Block = { ...block, receipts: [], certificate: undefined, final: false };
  return { message: { $case: "poaProposal", value: { turn, block: body } } };
}

export function voteMessage(vote: Vote, validators: readonly PoaValidator[]): ConsensusMessage {
  const validator = addressOfId(vote.validator, validators);
  const { turn, signature } = vote;
  return { message: { $case: "poaVote", value: { turn, block: wireRef(vote), validator, signature } } };
}

function addressOfId(id: string, validators: readonly PoaValidator[]): Uint8Array {
  return validators.find((validator) => validator.id === id)?.address ?? new Uint8Array(20);
}

/** A vote from outside with its signature checked, or why it is refused. */
export function readVote(
  vote: { turn: number; block?: WireRef | undefined; validator: Uint8Array; signature: Uint8Array },
  facts: ChainFacts,
): Vote | string {
  const known = facts.validators.find((each) => equalBytes(each.address, vote.validator));
  if (!known || !vote.block) return known ? "block: missing" : "no validator has this address";
  const { turn, validator, signature } = vote;
  const { height, hash } = vote.block;
  const chain = { chainId: facts.genesis.chainId, genesisHash: facts.genesisHash };
  const refusal = verifyVote({ ...chain, turn, height, hash, validator, signature }, facts.validators, nativeCrypto);
  return refusal ?? { turn, height, hash: toHex(hash), validator: known.id, signature };
}

export function certificateMessage(certificate: FinalityCertificate, validators: readonly PoaValidator[]): Certificate {
  return {
    engine: "poa",
    turn: certificate.turn,
    blockHash: fromHex(certificate.hash),
    seals: certificate.votes.map((vote) => ({
      validator: addressOfId(vote.validator, validators),
      signature: vote.signature,
    })),
  };
}

/** A certificate whose seals were checked. */
export function readCertificate(
  certificate: Certificate,
  height: number,
  validators: readonly PoaValidator[],
): FinalityCertificate {
  const { turn, blockHash } = certificate;
  const hash = toHex(blockHash);
  const votes = certificate.seals.flatMap(({ validator, signature }): Vote[] => {
    const id = validators.find((each) => equalBytes(each.address, validator))?.id;
    return id === undefined ? [] : [{ turn, height, hash, validator: id, signature }];
  });
  return { turn, hash, votes };
}

export function statusMessage(status: PoaStatus, tickMs: number): ConsensusStatus {
  return {
    engine: "poa",
    quorum: status.quorum,
    detail: {
      $case: "poa",
      value: {
        turn: status.turn,
        inTurn: status.inTurn,
        order: [...status.order],
        signed: status.signed.map(({ validator, turn, height, hash }) => ({
          validator,
          turn,
          height,
          hash: fromHex(hash),
        })),
        turnAgeMs: status.turnAgeTicks * tickMs,
        turnTimeoutMs: status.turnTimeoutTicks * tickMs,
        turnsWithoutFinal: status.turnsWithoutFinal,
      },
    },
  };
}

export function journalMessage(entry: PoaEntry, tickMs: number): JournalEntry {
  return { turn: entry.turn, height: entry.height, entry: detailOf(entry, tickMs) };
}

function detailOf(entry: PoaEntry, tickMs: number): NonNullable<JournalEntry["entry"]> {
  switch (entry.type) {
    case "turnStarted":
      return {
        $case: "turnStarted",
        value: { proposer: entry.proposer, timeoutMs: entry.timeoutTicks * tickMs },
      };
    case "turnMissed":
      return { $case: "turnMissed", value: { proposer: entry.proposer } };
    case "blockProposed":
      return { $case: "blockProposed", value: { proposer: entry.proposer, block: wireRef(entry.block) } };
    case "blockRefused": {
      const { from, code, reason } = entry;
      return { $case: "blockRefused", value: { from, block: wireRef(entry.block), code, reason } };
    }
    case "voteGiven":
      return { $case: "voteGiven", value: { block: wireRef(entry.block) } };
    case "voteSeen":
      return { $case: "voteSeen", value: { validator: entry.validator, block: wireRef(entry.block) } };
    case "commandRefused":
      return { $case: "commandRefused", value: { command: entry.command, reason: entry.reason } };
    case "headMoved":
      return { $case: "headMoved", value: { from: wireRef(entry.from), to: wireRef(entry.to) } };
  }
}
