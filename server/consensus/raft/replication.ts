/** What a leader sends to one follower, and when. Speaks, but keeps nothing: that is progress.ts's. */
import type { BlockMeta, FinalityCertificate, NodeId } from "../engine";
import type { Effects } from "./effects";
import { refOf } from "./journal";
import { APPEND_BLOCKS_MAX } from "./limits";
import type { Position } from "./messages";
import type { Progress } from "./progress";
import type { RaftState } from "./state";

/** All that the window allows. */
export function sendBlocks(state: RaftState, to: NodeId, progress: Progress, out: Effects): void {
  const { log } = state;
  while (!progress.isPaused && progress.nextHeight <= log.last.height) {
    const previous = log.positionAt(progress.nextHeight - 1);
    if (previous === null) {
      sendSnapshot(state, to, progress, out);
      return;
    }
    const blocks = log.slice(progress.nextHeight, APPEND_BLOCKS_MAX);
    sendAppend(state, { to, progress, previous, blocks, certificate: unsentCertificate(state, progress) }, out);
    progress.sent(previous.height + blocks.length);
  }
}

/** A sign of life. Lost messages come to light by its answer: it speaks of what should have arrived. */
export function sendHeartbeat(state: RaftState, to: NodeId, progress: Progress, out: Effects): void {
  const { log, certified, tick } = state;
  progress.probing = false;
  if (progress.state === "probe" && progress.nextHeight <= log.last.height) {
    sendBlocks(state, to, progress, out);
    if (progress.isPaused) return;
  }
  if (progress.state === "snapshot" && tick - progress.snapshotTick >= out.options.pacing.electionTicksMax) {
    sendSnapshot(state, to, progress, out);
    return;
  }
  const height = progress.state === "snapshot" ? progress.matchHeight : progress.nextHeight - 1;
  const previous = log.positionAt(height) ?? { term: log.first.turn, height: log.first.height };
  const known = progress.finalHeight >= certified.block.height;
  sendAppend(state, { to, progress, previous, blocks: [], certificate: known ? null : certified.certificate }, out);
  progress.probing = progress.state === "probe";
}

/** Finality has moved: those who have the block are told at once, the others with the blocks to come. */
export function sendCertificate(state: RaftState, to: NodeId, progress: Progress, out: Effects): void {
  if (progress.state !== "replicate" || progress.matchHeight < state.certified.block.height) return;
  const certificate = unsentCertificate(state, progress);
  const previous = state.log.positionAt(progress.matchHeight);
  if (certificate !== null && previous !== null)
    sendAppend(state, { to, progress, previous, blocks: [], certificate }, out);
}

function unsentCertificate({ certified }: RaftState, progress: Progress): FinalityCertificate | null {
  const { height } = certified.block;
  return height > progress.finalHeight && height > progress.certificateHeight ? certified.certificate : null;
}

interface Append {
  readonly to: NodeId;
  readonly progress: Progress;
  readonly previous: Position;
  readonly blocks: readonly BlockMeta[];
  readonly certificate: FinalityCertificate | null;
}

function sendAppend(state: RaftState, { to, progress, previous, blocks, certificate }: Append, out: Effects): void {
  if (certificate !== null) progress.certificateHeight = state.certified.block.height;
  if (blocks.length > 0) {
    out.journal({ type: "appendSent", to, previousHeight: previous.height, blocks: blocks.length });
  }
  out.send(to, { type: "append", term: state.term, previous, blocks, certificate });
}

/** Without a certificate of exactly the final block there is nothing to show yet: heartbeats go on meanwhile. */
function sendSnapshot(state: RaftState, to: NodeId, progress: Progress, out: Effects): void {
  const { final, memberships, tick, term } = state;
  if (final.certificate === null) return;
  const { block, certificate } = final;
  progress.fetches(block.height, tick);
  out.journal({ type: "snapshotSent", to, block: refOf(block) });
  out.send(to, { type: "snapshot", term, block, certificate, members: memberships.at(block.height).members });
}
