/**
 * Ethash, by its form only: a mix hash and a nonce stand there, and the difficulty is above zero. The proof itself takes a
 * dataset of gigabytes and is not recomputed; the detail says so. Tools that make test chains leave mix hash and nonce at zero:
 * there is no seal to check then, which is an offence on a public chain, and on any other is said rather than passed.
 */
import { to0x } from "#server/lib/bytes";
import type { Header } from "../header";
import { failed, notApplicable } from "../verify/findings";
import type { CheckResult } from "../verify/types";

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

/** @param publicChain one whose blocks are known to be sealed */
export function checkEthash({ difficulty, mixHash, nonce }: Header, publicChain: boolean): CheckResult {
  if (difficulty === 0n) return notApplicable("proof of stake: the block carries no seal of its own");
  if (isZero(mixHash) && isZero(nonce)) {
    const detail = `difficulty ${difficulty}, but mix hash and nonce are zero: the block carries no seal`;
    return publicChain ? failed(detail) : notApplicable(`${detail}, as those of test chains`);
  }
  return {
    status: "ok",
    stated: `difficulty ${difficulty}, mix hash ${to0x(mixHash)}, nonce ${to0x(nonce)}`,
    detail: "format and difficulty only: the proof of work itself is not recomputed",
  };
}
