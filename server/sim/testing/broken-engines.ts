/** Engines broken on purpose, for tests alone: a simulator that does not catch them is worth nothing. */
import {
  type PoaEffect,
  PoaEngine,
  type PoaEvent,
  type PoaOptions,
  type PoaStatus,
  type Vote,
} from "#server/consensus";
import type { SimEngine } from "../protocol";
import type { PoaTypes } from "../protocols/poa";

/** The shipped engine with its effects tampered with. */
abstract class Tampered implements SimEngine<PoaTypes> {
  protected readonly engine: PoaEngine;

  constructor(protected readonly options: PoaOptions) {
    this.engine = new PoaEngine(options);
  }

  step(event: PoaEvent): PoaEffect[] {
    return this.tamper(this.engine.step(event), event);
  }

  status(): PoaStatus {
    return this.engine.status();
  }

  sizes(): ReturnType<PoaEngine["sizes"]> {
    return this.engine.sizes();
  }

  protected abstract tamper(effects: PoaEffect[], event: PoaEvent): PoaEffect[];
}

/** Declares the head final once half of the validators have voted for it in one turn. */
export class FinalAtHalf extends Tampered {
  private readonly votes = new Map<string, Map<string, Vote>>();
  private finalHeight = this.options.restored.final.height;

  protected tamper(effects: PoaEffect[], event: PoaEvent): PoaEffect[] {
    const seen: Vote[] = effects.flatMap((effect) => (effect.type === "persist" ? [effect.record.vote] : []));
    if (event.type === "message" && event.message.type === "vote") seen.push(event.message.vote);
    for (const vote of seen) {
      const key = `${vote.turn}/${vote.hash}`;
      this.votes.set(key, (this.votes.get(key) ?? new Map<string, Vote>()).set(vote.validator, vote));
    }
    const out = effects.flatMap((effect): PoaEffect[] => {
      if (effect.type === "commit" && effect.block.height <= this.finalHeight) return [];
      if (effect.type === "commit") this.finalHeight = effect.block.height;
      return effect.type === "head" ? [effect, ...this.early(effect.block)] : [effect];
    });
    return out;
  }

  private early(block: PoaOptions["restored"]["final"]): PoaEffect[] {
    for (const [key, votes] of this.votes) {
      if (!key.endsWith(`/${block.hash}`) || votes.size * 2 < this.options.validators.length) continue;
      if (block.height <= this.finalHeight) continue;
      this.finalHeight = block.height;
      const certificate = { turn: Number(key.split("/")[0]), hash: block.hash, votes: [...votes.values()] };
      return [{ type: "commit", block, certificate }];
    }
    return [];
  }
}

/** Sends a second vote, for the parent, with every vote for a block. */
export class VotesTwice extends Tampered {
  protected tamper(effects: PoaEffect[]): PoaEffect[] {
    const parents = new Map(
      effects.flatMap((effect) => (effect.type === "persist" ? [[effect.record.block.hash, effect.record.block]] : [])),
    );
    return effects.flatMap((effect): PoaEffect[] => {
      if (effect.type !== "send" || effect.message.type !== "vote") return [effect];
      const block = parents.get(effect.message.vote.hash);
      if (block === undefined || block.height === 0) return [effect];
      const vote = { ...effect.message.vote, hash: block.parent, height: block.height - 1 };
      return [effect, { ...effect, message: { type: "vote", vote } }];
    });
  }
}

/** Never writes its votes, and does not wait for the disk. */
export class ForgetsPersist extends Tampered {
  protected tamper(effects: PoaEffect[]): PoaEffect[] {
    return effects.flatMap((effect): PoaEffect[] => {
      if (effect.type === "send") return [{ ...effect, after: null }];
      if (effect.type !== "persist") return [effect];
      return this.step({ type: "persisted", index: effect.index });
    });
  }
}

/** Comes back from a restart as if it had never voted. */
export class ForgetsItsVote extends Tampered {
  constructor(options: PoaOptions) {
    super({ ...options, restored: { ...options.restored, records: [] } });
  }

  protected tamper(effects: PoaEffect[]): PoaEffect[] {
    return effects;
  }
}
