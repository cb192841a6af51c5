import { describe, expect, it } from "vitest";
import { etcdText, vectorsMissing } from "../testing/vectors";
import { replayTrace } from "./testing/etcd-trace";

const title = vectorsMissing === null ? "" : ` (skipped: ${vectorsMissing})`;

/**
 * A change of members is in force here as soon as it is in the log (thesis, 4.1), in etcd when it is applied. From the block
 * of the change until then the leaders count by other majorities; each time both come to the same afterwards.
 */
const DIFFERENCES = [
  // Block 44 removes node 4: two of three suffice, in etcd three of four.
  "line 1852: commit of 2: - 43 + 44",
  // Block 59 removes node 5, whose acknowledgement counts no more; the two that are left are both needed.
  "line 3057: commit of 2: - 61 + 58",
  // Nodes 7, 8 and 10 come: one more acknowledgement is needed. Node 7 goes again in block 94: one less.
  "line 3534: commit of 2: - 88 + 87",
  "line 3549: commit of 2: - 90 + 88",
  "line 3747: commit of 2: - 93 + 94",
  "line 4166: commit of 2: - 118 + 116",
  "line 4820: commit of 2: - 129 + 128",
];

describe.skipIf(vectorsMissing !== null)(`etcd's trace of a real run${title}`, () => {
  it("is what our engines do too, but for when a change of members is in force", () => {
    const { events, fed, compared, differences } = replayTrace(etcdText("tla/example.ndjson") ?? "");
    expect(differences).toEqual(DIFFERENCES);
    expect({ events, fed, compared }).toEqual({ events: 4888, fed: 1786, compared: 14335 });
  });
});
