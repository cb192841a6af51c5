/** From certified to final: certificates meet their blocks here, and blocks are committed once they are executed too. */
import type { BlockMeta, FinalityCertificate } from "../engine";
import { certifies } from "./acknowledgements";
import type { Effects } from "./effects";
import { CERTIFICATES_MAX } from "./limits";
import type { RaftState } from "./state";

/** A certificate has come; one whose block is not here waits. Its signatures have been checked. */
export function onCertificate(state: RaftState, certificate: FinalityCertificate, out: Effects): void {
  const height = certificate.votes[0]?.height;
  if (height === undefined || height <= state.certified.block.height) return;
  const block = state.log.at(height);
  if (block?.hash !== certificate.hash) {
    state.synced.awaits(certificate, height);
    return;
  }
  if (certifies(certificate, block, state.memberships.at(height))) certify(state, block, certificate, out);
}

/** The block and all below it will be part of every log for ever. */
export function certify(state: RaftState, block: BlockMeta, certificate: FinalityCertificate, out: Effects): void {
  out.moved = true;
  out.journal({ type: "commitMoved", from: state.certified.block.height, to: block.height });
  state.certified = { block, certificate };
  state.synced.forgetUpTo(block.height);
  const { role, unexecuted } = state;
  if (role.role === "follower") {
    for (const height of role.given.keys()) {
      if (height > block.height) break;
      role.given.delete(height);
    }
  }
  unexecuted.push({ block, certificate });
  if (unexecuted.length > CERTIFICATES_MAX) {
    const kept = unexecuted.filter((_, index) => (unexecuted.length - index) % 2 === 1);
    unexecuted.splice(0, unexecuted.length, ...kept);
  }
}

/** Blocks of before may have come: a certificate that waited for one is looked at again. */
export function meetWaiting(state: RaftState, out: Effects): void {
  const certificate = state.synced.takeMet(state.log);
  if (certificate !== undefined) onCertificate(state, certificate, out);
}

/** Commits the highest block that is both certified and executed; it covers those below. */
export function commitExecuted(state: RaftState, out: Effects): void {
  const { unexecuted, execution } = state;
  let done = 0;
  while ((unexecuted[done]?.block.height ?? Number.POSITIVE_INFINITY) <= execution.executedHeight) done++;
  const last = unexecuted[done - 1];
  if (last === undefined) return;
  unexecuted.splice(0, done);
  state.final = last;
  out.moved = true;
  out.push({ type: "commit", block: last.block, certificate: last.certificate });
}
