/**
 * Who may seal, as votes in headers change it: Clique (EIP-225) and IBFT 1 count alike, a vote a sealer and target, more than
 * half of the sealers to add or drop one. Clique besides lets nobody sign twice within half a round. Walked block by block from
 * genesis or from a checkpoint; pure, and checked against EIP-225's own scenarios.
 */
import { equalBytes, to0x, toHex } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import type { Header } from "../header";
import { cliqueSigner, cliqueSigners, voteOf } from "./clique";
import { decodeIbftExtra, ibftProposer } from "./ibft";

interface Vote {
  readonly signer: string;
  readonly target: string;
  readonly authorize: boolean;
}

export type VotingEngine = "clique" | "ibft1";

const EPOCH_DEFAULT = 30_000;

export class AuthoritySet {
  #signers: Map<string, Uint8Array> | null = null;
  #votes: Vote[] = [];
  #recent = new Map<number, string>();

  constructor(
    readonly engine: VotingEngine,
    /** Blocks between checkpoints, where votes are forgotten. */
    readonly epochLength = EPOCH_DEFAULT,
  ) {}

  /** In ascending order; empty while they are not known. */
  current(): Uint8Array[] {
    const known = [...(this.#signers ?? new Map<string, Uint8Array>()).entries()];
    return known.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address);
  }

  /**
   * Takes one more block of the chain, in order. Genesis and checkpoints say who the sealers are where that is not known yet.
   * @returns null, or why the rules refuse it; a refused block still counts as far as it can. @throws DecodeError
   */
  apply(header: Header, crypto: Crypto): string | null {
    const listed = this.#listed(header);
    if (header.number === 0 || !this.#signers) {
      if (listed.length > 0) this.#signers = new Map(listed.map((address) => [toHex(address), address]));
      return null;
    }
    const checkpoint = header.number % this.epochLength === 0;
    if (checkpoint) this.#votes = [];
    const signer = this.engine === "clique" ? cliqueSigner(header, crypto) : ibftProposer(header, crypto);
    const refusal =
      (checkpoint && this.engine === "clique" ? this.#wrongCheckpoint(listed) : null) ??
      (signer ? this.#wrongSigner(header.number, signer) : "the seal is no valid signature");
    if (signer) this.#vote(header, toHex(signer));
    return refusal;
  }

  #listed(header: Header): readonly Uint8Array[] {
    return this.engine === "clique" ? cliqueSigners(header) : decodeIbftExtra(header.extraData).validators;
  }

  #wrongCheckpoint(listed: readonly Uint8Array[]): string | null {
    const current = this.current();
    const same =
      listed.length === current.length && current.every((address, at) => equalBytes(address, listed[at] ?? address));
    return same
      ? null
      : `the checkpoint lists ${listed.length} signers, but the votes have made ${current.map(to0x).join(", ")}`;
  }

  #wrongSigner(number: number, signer: Uint8Array): string | null {
    const name = toHex(signer);
    this.#forget(number);
    if (!this.#signers?.has(name)) return `sealed by ${to0x(signer)}, who may not`;
    if (this.engine !== "clique") return null;
    const before = [...this.#recent].find(([, each]) => each === name);
    this.#recent.set(number, name);
    return before ? `${to0x(signer)} has sealed block ${before[0]} already, and signs again too early` : null;
  }

  #forget(number: number): void {
    const limit = Math.floor((this.#signers?.size ?? 0) / 2) + 1;
    this.#recent.delete(number - limit);
  }

  #vote({ coinbase, nonce, number }: Header, signer: string): void {
    const authorize = voteOf(nonce);
    const target = toHex(coinbase);
    const signers = this.#signers;
    if (!signers || authorize === null) return;
    this.#votes = this.#votes.filter((vote) => vote.signer !== signer || vote.target !== target);
    const adding = !signers.has(target);
    // Only a vote that would change something counts, and zeros are no candidate.
    if (authorize === adding && coinbase.some((byte) => byte !== 0)) this.#votes.push({ signer, target, authorize });
    // Earlier votes may have become enough meanwhile; naming the target again, in whatever way, brings that to effect.
    if (this.#votes.filter((vote) => vote.target === target).length <= Math.floor(signers.size / 2)) return;
    if (adding) signers.set(target, coinbase);
    else {
      signers.delete(target);
      this.#forget(number);
      this.#votes = this.#votes.filter((vote) => vote.signer !== target);
    }
    this.#votes = this.#votes.filter((vote) => vote.target !== target);
  }
}
