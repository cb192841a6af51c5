/** One engine on its own, spoken to by the test, and short words for what it answers. */
import { createPrng } from "#server/lib/prng";
import type { BlockMeta, NodeId, Vote } from "../../engine";
import { type RaftEffect, RaftEngine } from "../engine";
import type { RaftEntry } from "../journal";
import type { RaftMessage } from "../messages";
import type { RaftRestored } from "../persistence";
import { genesis, pacing } from "./desk";

export function restoredOf(voters: readonly NodeId[], learners: readonly NodeId[] = []): RaftRestored {
  const members = [
    ...voters.map((id) => ({ id, role: "voter" as const })),
    ...learners.map((id) => ({ id, role: "learner" as const })),
  ];
  return { hardState: null, final: genesis, certificate: null, members, log: [] };
}

export function engineOf(self: NodeId, restored: RaftRestored): RaftEngine {
  return new RaftEngine({ self, pacing, sign: () => new Uint8Array(65), prng: createPrng(self), restored });
}

/** A chain of one block for each of these terms. */
export function chainOf(terms: readonly number[], parent = genesis, tag = ""): BlockMeta[] {
  const blocks: BlockMeta[] = [];
  let last = parent;
  for (const turn of terms) {
    const height = last.height + 1;
    last = { hash: `${height}@${turn}${tag}`, parent: last.hash, height, turn, proposer: "b", change: null };
    blocks.push(last);
  }
  return blocks;
}

export function voteOf(block: BlockMeta, validator: NodeId, turn = block.turn): Vote {
  return { turn, height: block.height, hash: block.hash, validator, signature: new Uint8Array(65) };
}

export function hear(engine: RaftEngine, from: NodeId, message: RaftMessage): RaftEffect[] {
  return engine.step({ type: "message", from, message });
}

export function ticks(engine: RaftEngine, count: number): RaftEffect[] {
  return Array.from({ length: count }, () => engine.step({ type: "tick" })).flat();
}

export function sends(effects: readonly RaftEffect[]): RaftMessage[] {
  return effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
}

export function entries(effects: readonly RaftEffect[]): RaftEntry[] {
  return effects.flatMap((effect) => (effect.type === "journal" ? [effect.entry] : []));
}

/** The effects of the kinds that matter to an order. */
export function kinds(effects: readonly RaftEffect[]): string[] {
  return effects.map(({ type }) => type).filter((type) => type !== "status" && type !== "journal");
}

/** The append of a leader upon this chain. */
export function appendOf(term: number, blocks: readonly BlockMeta[], previous = genesis): RaftMessage {
  const position = { term: previous.turn, height: previous.height };
  return { type: "append", term, previous: position, blocks, certificate: null };
}
