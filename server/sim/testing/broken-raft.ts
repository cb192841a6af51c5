/** Raft engines broken on purpose at their edge, for tests alone. What is broken inside stands in raft-mutants.test.ts. */
import {
  type BlockMeta,
  type FinalityCertificate,
  type Member,
  type RaftEffect,
  RaftEngine,
  type RaftEvent,
  type RaftOptions,
} from "#server/consensus";
import type { SimEngine } from "../protocol";
import type { RaftTypes } from "../protocols/raft";

/** The shipped engine with its effects tampered with. */
abstract class Tampered implements SimEngine<RaftTypes> {
  protected readonly engine: RaftEngine;

  constructor(protected readonly options: RaftOptions) {
    this.engine = new RaftEngine(options);
  }

  step(event: RaftEvent): RaftEffect[] {
    return this.tamper(this.engine.step(event));
  }

  status(): ReturnType<RaftEngine["status"]> {
    return this.engine.status();
  }

  sizes(): ReturnType<RaftEngine["sizes"]> {
    return this.engine.sizes();
  }

  protected abstract tamper(effects: RaftEffect[]): RaftEffect[];
}

/** Never writes, and does not wait for the disk. */
export class ForgetsPersist extends Tampered {
  protected tamper(effects: RaftEffect[]): RaftEffect[] {
    return effects.flatMap((effect): RaftEffect[] => {
      if (effect.type === "send") return [{ ...effect, after: null }];
      if (effect.type !== "persist") return [effect];
      return this.step({ type: "persisted", index: effect.index });
    });
  }
}

/** Writes, but does not wait for the disk before it speaks. */
export class DoesNotWait extends Tampered {
  protected tamper(effects: RaftEffect[]): RaftEffect[] {
    return effects.map((effect) => (effect.type === "send" ? { ...effect, after: null } : effect));
  }
}

/** Comes back from a restart as if it had never voted. */
export class ForgetsItsVote extends Tampered {
  constructor(options: RaftOptions) {
    super({ ...options, restored: { ...options.restored, hardState: null } });
  }

  protected tamper(effects: RaftEffect[]): RaftEffect[] {
    return effects;
  }
}

/** A leader takes for final what a majority has, of whatever term (Raft paper, figure 8). */
export class CommitsByCount extends Tampered {
  private readonly log = new Map<number, BlockMeta>();
  private final = this.options.restored.final;

  constructor(options: RaftOptions) {
    super(options);
    for (const block of options.restored.log) this.log.set(block.height, block);
  }

  protected tamper(effects: RaftEffect[]): RaftEffect[] {
    for (const effect of effects) {
      if (effect.type !== "persist" || effect.record.type !== "blocks") continue;
      for (const block of effect.record.blocks) this.log.set(block.height, block);
    }
    const kept = effects.filter((effect) => {
      if (effect.type !== "commit") return true;
      const isNews = effect.block.height > this.final.height;
      if (isNews) this.final = effect.block;
      return isNews;
    });
    return [...kept, ...this.early()];
  }

  private early(): RaftEffect[] {
    const { role, members, followers, head, log } = this.engine.status();
    if (role !== "leader") return [];
    const heights = members
      .filter((member) => member.role === "voter")
      .map(({ id }) => followers.find((follower) => follower.id === id)?.matchHeight ?? log.last.height)
      .sort((a, b) => b - a);
    const height = Math.min(heights[Math.floor(heights.length / 2)] ?? 0, head.height);
    const block = this.log.get(height);
    if (block === undefined || block.height <= this.final.height) return [];
    this.final = block;
    return [{ type: "commit", block, certificate: sham(block, members) }];
  }
}

function sham({ turn, hash, height }: BlockMeta, members: readonly Member[]): FinalityCertificate {
  const voters = members.filter(({ role }) => role === "voter");
  const votes = voters.map(({ id }) => ({ turn, height, hash, validator: id, signature: new Uint8Array(0) }));
  return { turn, hash, votes };
}

/** A follower writes and acknowledges what it is sent, whether or not it follows upon its log. */
export class TakesUnmatched extends Tampered {
  private lastIndex = 0;

  override step(event: RaftEvent): RaftEffect[] {
    const effects = super.step(event);
    if (event.type !== "message" || event.message.type !== "append" || event.message.blocks.length === 0)
      return effects;
    const { term, blocks } = event.message;
    return effects.flatMap((effect): RaftEffect[] => {
      if (effect.type !== "send" || effect.message.type !== "appendRefused") return [effect];
      // Beside the engine's own.
      const index = this.lastIndex + 0.5;
      const acknowledgements = blocks
        .filter((block) => block.turn === term)
        .map(({ turn, hash, height }) => ({
          turn,
          height,
          hash,
          validator: this.options.self,
          signature: new Uint8Array(0),
        }));
      const height = blocks.at(-1)?.height ?? 0;
      return [
        { type: "persist", index, record: { type: "blocks", blocks } },
        { ...effect, after: index, message: { type: "appendMatched", term, height, acknowledgements, final: 0 } },
      ];
    });
  }

  protected tamper(effects: RaftEffect[]): RaftEffect[] {
    for (const effect of effects) if (effect.type === "persist") this.lastIndex = effect.index;
    return effects;
  }
}
