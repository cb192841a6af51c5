/** Who votes as of a block: told anew here, from the thesis and not from the engine, so that a slip there shows. */
import type { BlockMeta, NodeId } from "#server/consensus";
import type { Checkers } from "../checkers";

export interface Members {
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
}

export class MembersByBlock {
  private readonly known = new Map<string, Members>();

  constructor(
    private readonly checkers: Checkers,
    private readonly atGenesis: Members,
  ) {}

  /** A change is in force from its own block on. */
  at(block: BlockMeta): Members {
    const path: BlockMeta[] = [];
    let members: Members | undefined;
    for (let at = block; ; at = this.checkers.block(at.parent)) {
      members = at.height === 0 ? this.atGenesis : this.known.get(at.hash);
      if (members !== undefined) break;
      path.push(at);
    }
    for (const { hash, change } of path.reverse()) {
      members = change === null ? members : changed(members, change.type, change.id);
      this.known.set(hash, members);
    }
    return members;
  }
}

/** What can't be done changes nothing. */
function changed(members: Members, type: "addLearner" | "addVoter" | "remove", id: NodeId): Members {
  const voters = members.voters.filter((voter) => voter !== id);
  const learners = members.learners.filter((learner) => learner !== id);
  if (type === "addVoter") return { voters: [...voters, id], learners };
  if (type === "addLearner") return members.voters.includes(id) ? members : { voters, learners: [...learners, id] };
  return voters.length === 0 ? members : { voters, learners };
}
