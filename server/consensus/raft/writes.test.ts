import { describe, expect, it } from "vitest";
import { Writes } from "./writes";

describe("writes under way", () => {
  it("make the log stable as they arrive, in order", () => {
    const writes = new Writes(4);
    expect(writes.after).toBeNull();
    writes.blocksWritten(writes.nextIndex(), 6);
    writes.blocksWritten(writes.nextIndex(), 7);
    expect(writes.after).toBe(2);
    expect(writes.persisted(1)).toBe(true);
    expect(writes.stableHeight).toBe(6);
    expect(writes.persisted(2)).toBe(true);
    expect({ stable: writes.stableHeight, after: writes.after, pending: writes.pendingCount }).toEqual({
      stable: 7,
      after: null,
      pending: 0,
    });
  });

  it("of a tail that was replaced meanwhile count for nothing when they arrive", () => {
    const writes = new Writes(4);
    writes.blocksWritten(writes.nextIndex(), 9);
    writes.truncated(6);
    writes.blocksWritten(writes.nextIndex(), 6);
    writes.persisted(1);
    expect(writes.stableHeight).toBe(5);
    writes.persisted(2);
    expect(writes.stableHeight).toBe(6);
  });

  it("do not outrun what was asked for", () => {
    const writes = new Writes(0);
    writes.persisted(99);
    expect(writes.nextIndex()).toBe(1);
    expect(writes.after).toBe(1);
  });

  it("take back what was on disk when it is replaced", () => {
    const writes = new Writes(14);
    writes.truncated(12);
    expect(writes.stableHeight).toBe(11);
    writes.blocksWritten(writes.nextIndex(), 12);
    expect(writes.persisted(1)).toBe(true);
    expect(writes.stableHeight).toBe(12);
  });

  it("are forgotten when the log starts anew", () => {
    const writes = new Writes(5);
    writes.blocksWritten(writes.nextIndex(), 9);
    writes.startAnew(7);
    expect(writes.persisted(1)).toBe(false);
    expect(writes.stableHeight).toBe(7);
  });
});
