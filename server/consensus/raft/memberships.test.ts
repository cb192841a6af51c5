import { describe, expect, it } from "vitest";
import type { BlockMeta, MembershipChange } from "../engine";
import { MEMBERSHIPS_MAX } from "./limits";
import { Memberships } from "./memberships";
import { restoredOf } from "./testing/solo";

const { members } = restoredOf(["a", "b", "c"]);

function block(height: number, change: MembershipChange | null): BlockMeta {
  return { hash: `${height}`, parent: `${height - 1}`, height, turn: 1, proposer: "a", change };
}

describe("the members as of a height", () => {
  it("are in force from the block of the change on", () => {
    const memberships = new Memberships(3, members);
    expect(memberships.append(block(4, null))).toBe(false);
    expect(memberships.append(block(5, { type: "addVoter", id: "d" }))).toBe(true);
    expect([3, 4, 5, 6].map((height) => memberships.at(height).quorum)).toEqual([2, 2, 3, 3]);
    expect(memberships.current.voters).toEqual(["a", "b", "c", "d"]);
  });

  it("go back with a truncated log", () => {
    const memberships = new Memberships(0, members);
    memberships.append(block(2, { type: "remove", id: "c" }));
    memberships.append(block(4, { type: "remove", id: "b" }));
    expect(memberships.truncateFrom(5)).toBe(false);
    expect(memberships.truncateFrom(4)).toBe(true);
    expect(memberships.current.voters).toEqual(["a", "b"]);
    expect(memberships.truncateFrom(1)).toBe(true);
    expect(memberships.current.voters).toEqual(["a", "b", "c"]);
  });

  it("stay as they are with a change that can't be made", () => {
    const memberships = new Memberships(0, members);
    expect(memberships.append(block(1, { type: "remove", id: "x" }))).toBe(false);
    expect(memberships.append(block(2, { type: "addVoter", id: "a" }))).toBe(false);
    expect(memberships.size).toBe(1);
  });

  it("keep what the log in memory needs, and no more than their limit", () => {
    const memberships = new Memberships(0, members);
    for (let height = 1; height <= MEMBERSHIPS_MAX * 2; height++) {
      memberships.append(block(height, { type: height % 2 === 1 ? "addLearner" : "remove", id: "l" }));
    }
    expect(memberships.size).toBe(MEMBERSHIPS_MAX);
    const height = MEMBERSHIPS_MAX * 2 - 3;
    memberships.compactTo(height);
    expect(memberships.size).toBe(4);
    expect(memberships.at(height).members).toHaveLength(4);
    expect(memberships.at(height + 1).members).toHaveLength(3);
  });
});
