import { afterEach, describe, expect, it, vi } from "vitest";
import { etcdFiles, vectorsMissing } from "../testing/vectors";
import { compareScenario } from "./testing/etcd-comparison";
import { resetScenarioLimits } from "./testing/etcd-limits";
import { SCENARIOS } from "./testing/etcd-scenarios";

vi.mock("./limits", async (original) => {
  const { scenarioLimits } = await import("./testing/etcd-limits");
  const limits = await original<typeof import("./limits")>();
  return {
    ...limits,
    COMPACTION_SLACK: 0,
    get IN_FLIGHT_APPENDS_MAX() {
      return scenarioLimits.inFlightAppends;
    },
    get FINAL_BLOCKS_KEPT() {
      return scenarioLimits.finalBlocksKept;
    },
  };
});

afterEach(resetScenarioLimits);

const files = etcdFiles("testdata");
const title = vectorsMissing === null ? "" : ` (skipped: ${vectorsMissing})`;

describe.skipIf(vectorsMissing !== null)(`etcd's scenarios, for behaviour${title}`, () => {
  it("are all there and all spoken of", () => {
    expect(files.map(({ name }) => name)).toEqual(Object.keys(SCENARIOS).sort());
  });

  for (const { name, directives } of files) {
    const scenario = SCENARIOS[name];
    if (!scenario || "notApplicable" in scenario) {
      it.skip(`${name}: ${scenario?.notApplicable ?? "not spoken of"}`);
      continue;
    }
    const butFor = scenario.reason === undefined ? "" : `, but for: ${scenario.reason}`;
    it(`${name}: ${directives.length} directives${butFor}`, () => {
      const { compared, unnamed, gone } = compareScenario(directives, scenario);
      expect({ unnamed, gone }).toEqual({ unnamed: [], gone: [] });
      expect(compared).toBeGreaterThan(5);
    });
  }
});
