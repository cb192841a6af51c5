/** Raft in the swarm with limits so small that each of them is met: full windows, full logs, snapshots all the time. */
import { describe, expect, it, vi } from "vitest";
import { raft } from "./protocols/raft";
import { runSeed } from "./swarm";

vi.mock("../consensus/raft/limits", async (importOriginal) => ({
  ...(await importOriginal<Record<string, number>>()),
  UNFINAL_BLOCKS_MAX: 16,
  FINAL_BLOCKS_KEPT: 6,
  COMPACTION_SLACK: 3,
  UNEXECUTED_BLOCKS_MAX: 8,
  LOG_BLOCKS_MAX: 6 + 3 + 2 * 16 + 8,
  APPEND_BLOCKS_MAX: 3,
  IN_FLIGHT_APPENDS_MAX: 3,
  UNPERSISTED_WRITES_MAX: 4,
  CHECKING_MAX: 3,
  CERTIFICATES_MAX: 4,
  ACKNOWLEDGEMENTS_RESENT_MAX: 2,
  MEMBERSHIPS_MAX: 8,
  SYNCED_BLOCKS_MAX: 6,
}));

describe("Raft with small limits", () => {
  it("keeps to them, is safe and goes on: 100 seeds", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const name = `small/${seed}`;
      const { violation, finalHeight } = runSeed(name, raft());
      expect({ name, violation }).toEqual({ name, violation: null });
      expect(finalHeight, name).toBeGreaterThanOrEqual(5);
    }
  }, 120_000);
});
