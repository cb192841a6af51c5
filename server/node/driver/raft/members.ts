/**
 * Who belongs to the network as of each block that changes it, beside the log: the engine gets back who they were as of the
 * final block. The changes themselves stand in the blocks; a mark goes to disk when those are compacted away.
 */
import { applyChange, type BlockMeta, type Member } from "#server/consensus";

export interface MembersMark {
  readonly type: "members";
  readonly height: number;
  readonly hash: string;
  readonly members: readonly Member[];
}

export class MembersMarks {
  /** Lowest first; the first one is of a final block. */
  #marks: MembersMark[];

  constructor(genesis: MembersMark) {
    this.#marks = [genesis];
  }

  /** As of the highest of them that is not above this height. */
  at(height: number): MembersMark {
    const found = this.#marks.findLast((mark) => mark.height <= height) ?? this.#marks[0];
    if (!found) throw new RangeError("there is always a first mark");
    return found;
  }

  /** A block joins the log, in place of whatever stood there and above. */
  append(block: BlockMeta): void {
    this.#marks = this.#marks.filter(({ height }, index) => index === 0 || height < block.height);
    if (!block.change) return;
    const after = applyChange(this.at(block.height).members, block.change);
    if (!("code" in after)) this.put({ type: "members", height: block.height, hash: block.hash, members: after });
  }

  /** One from disk, or from a snapshot. */
  put(mark: MembersMark): void {
    this.#marks = [...this.#marks.filter(({ height }) => height !== mark.height), mark].sort(
      (a, b) => a.height - b.height,
    );
  }

  /** Those that an older final block needs are not asked for any more. @returns the one that is in force there */
  compactTo(height: number): MembersMark {
    const inForce = this.at(height);
    this.#marks = this.#marks.filter((mark) => mark.height >= inForce.height);
    return inForce;
  }
}
