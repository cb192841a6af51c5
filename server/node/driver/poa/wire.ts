/** Messages of proof of authority on the wire. */
import type { Block, ConsensusMessage, BlockRef as WireRef } from "#proto";
import { type Validator, verifyVote } from "#server/chain";
import type { Vote } from "#server/consensus";
import { equalBytes, toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { addressOfId } from "../certificates";
import type { ChainFacts } from "../chain-facts";
import { wireRef } from "../references";

export function proposalMessage(turn: number, block: Block): ConsensusMessage {
  // Whoever receives it executes it, so receipts need not travel.
  const body: Block = { ...block, receipts: [], certificate: undefined, final: false };
  return { message: { $case: "poaProposal", value: { turn, block: body } } };
}

export function voteMessage(vote: Vote, validators: readonly Validator[]): ConsensusMessage {
  const validator = addressOfId(vote.validator, validators);
  const { turn, signature } = vote;
  return { message: { $case: "poaVote", value: { turn, block: wireRef(vote), validator, signature } } };
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
