import { describe, expect, it } from "vitest";
import { Writes } from "./writes";

/** A write of blocks up to this height, under way. */
function write(writes: Writes, height: number): number {
  const index = writes.nextIndex();
  writes.blocksWritten(index, height);
  return index;
}

describe("writes", () => {
  it("say what a message has to wait for", () => {
    const writes = new Writes(5);
    expect(writes.after).toBeNull();
    const first = writes.nextIndex();
    const second = writes.nextIndex();
    expect(writes.after).toBe(second);
    writes.persisted(first);
    expect(writes.after).toBe(second);
    writes.persisted(second);
    expect(writes.after).toBeNull();
  });

  it("reach up the log as they come to disk, several at once", () => {
    const writes = new Writes(5);
    write(writes, 6);
    const second = write(writes, 8);
    const third = write(writes, 9);
    expect(writes.persisted(second)).toBe(true);
    expect([writes.stableHeight, writes.pendingCount]).toEqual([8, 1]);
    expect(writes.persisted(second)).toBe(false);
    writes.persisted(third);
    expect(writes.stableHeight).toBe(9);
  });

  it("count no block that was replaced while it was on its way: etcd's append ABA race", () => {
    const writes = new Writes(11);
    const old = write(writes, 12);
    writes.truncated(12);
    const replaced = write(writes, 12);
    expect(writes.persisted(old)).toBe(false);
    expect(writes.stableHeight).toBe(11);
    writes.persisted(replaced);
    expect(writes.stableHeight).toBe(12);
  });

  it("take back what was on disk when it is replaced", () => {
    const writes = new Writes(14);
    writes.truncated(12);
    expect(writes.stableHeight).toBe(11);
    writes.persisted(write(writes, 12));
    expect(writes.stableHeight).toBe(12);
  });

  it("forget what was under way when the log starts anew", () => {
    const writes = new Writes(5);
    const old = write(writes, 9);
    writes.startAnew(7);
    expect(writes.persisted(old)).toBe(false);
    expect([writes.stableHeight, writes.pendingCount]).toEqual([7, 0]);
  });
});
