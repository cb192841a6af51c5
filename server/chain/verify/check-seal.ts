/**
 * The check `seal`, by the chain's rules. A chain whose blocks carry no seal, or none that can be checked, is `notApplicable`
 * with the reason: nothing is passed that was not looked at. Under `ethereum` the chain id decides: mainnet and Sepolia sealed
 * their blocks by ethash until the merge, any other chain of that name (a test chain's recording, proof of stake) has no seal.
 */

import { equalBytes, to0x } from "#server/lib/bytes";
import { CHAINGLASS_POA, CHAINGLASS_RAFT, CLIQUE, ETHASH, IBFT1 } from "../block-hash";
import { decodeExtra } from "../extra";
import type { Header } from "../header";
import { checkClique } from "../seal/clique";
import { checkEthash } from "../seal/ethash";
import { checkIbft } from "../seal/ibft";
import { verifyCertificate, verifyProposerSeal } from "../seal/poa";
import { verifyRaftCertificate, verifyRaftProposer } from "../seal/raft";
import type { Validator } from "../seal/signed";
import { failed, notApplicable } from "./findings";
import { isPublicChain } from "./forks";
import type { VerifyInput } from "./input";
import type { CheckResult } from "./types";

/** @throws DecodeError */
export function checkSeal(input: VerifyInput, header: Header): CheckResult {
  const { rules, block, validators, chainId, crypto } = input;
  const authorities = block.authorities?.addresses ?? validators.map(({ address }) => address);
  switch (rules) {
    case CHAINGLASS_POA:
      return checkPoa(input, header);
    case CHAINGLASS_RAFT:
      return checkRaft(input, header);
    case CLIQUE:
      return checkClique(header, authorities, crypto);
    case IBFT1:
      return checkIbft(header, authorities, crypto);
    case ETHASH:
      return header.number === 0 ? GENESIS : checkEthash(header, isPublicChain(chainId));
    default:
      if (header.number === 0) return GENESIS;
      if (isPublicChain(chainId)) return checkEthash(header, true);
      return notApplicable(
        header.difficulty === 0n
          ? "proof of stake: the block carries no seal of its own"
          : "the chain's rules name no seal to check",
      );
  }
}

const GENESIS = notApplicable("genesis is agreed upon, not sealed");

function checkPoa({ block, chainId, validators, genesisHash, crypto }: VerifyInput, header: Header): CheckResult {
  if (header.number === 0) return GENESIS;
  const { hash, certificate } = block;
  const certified = certificate && genesisHash && chainId !== null;
  const refusal =
    verifyProposerSeal(header, hash, validators, crypto) ??
    (certified
      ? verifyCertificate(certificate, { chainId, genesisHash, height: header.number, hash }, validators, crypto)
      : null);
  if (refusal !== null) return failed(refusal);
  const votes = certified ? `; ${certificate.seals.length} of ${validators.length} validators have signed` : "";
  return { status: "ok", detail: `sealed by the validator in turn${votes}` };
}

/** A certificate of a later block says nothing here by itself: that this one is its ancestor takes the blocks between. */
function checkRaft({ block, chainId, validators, genesisHash, crypto }: VerifyInput, header: Header): CheckResult {
  if (header.number === 0) return GENESIS;
  const { hash, certificate } = block;
  const refusal = verifyRaftProposer(header, hash, validators, crypto);
  if (refusal !== null) return failed(refusal);
  const term = decodeExtra(header.extraData).turn;
  const sealed = `sealed by ${nameOf(header.coinbase, validators)}, who led term ${term}`;
  if (!certificate || !genesisHash || chainId === null) return { status: "ok", detail: sealed };
  if (!equalBytes(certificate.blockHash, hash))
    return { status: "ok", detail: `${sealed}; the certificate beside it is a later block's` };
  const subject = { chainId, genesisHash, term, height: header.number, hash };
  const uncertified = verifyRaftCertificate(certificate, subject, validators, crypto);
  if (uncertified !== null) return failed(uncertified);
  const count = `${certificate.seals.length} of ${validators.length} validators have acknowledged it in that term`;
  return { status: "ok", detail: `${sealed}; ${count}` };
}

function nameOf(address: Uint8Array, validators: readonly Validator[]): string {
  return validators.find((each) => equalBytes(each.address, address))?.id ?? to0x(address);
}
