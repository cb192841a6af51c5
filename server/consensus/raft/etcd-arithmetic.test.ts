import { describe, expect, it } from "vitest";
import { etcdFiles, vectorsMissing } from "../testing/vectors";
import { ConfigurationRunner } from "./testing/etcd-confchange";
import { runQuorumDirective } from "./testing/etcd-quorum";

const quorumFiles = etcdFiles("quorum/testdata");
const changeFiles = etcdFiles("confchange/testdata");
const title = (name: string) => (vectorsMissing === null ? name : `${name} (skipped: ${vectorsMissing})`);

describe.skipIf(vectorsMissing !== null)(title("etcd's quorum data, literally"), () => {
  it("is all there", () => {
    expect(quorumFiles.flatMap(({ directives }) => directives)).toHaveLength(127);
  });

  for (const { name, directives } of quorumFiles) {
    it(`${name}: ${directives.length} directives`, () => {
      for (const directive of directives) {
        expect(runQuorumDirective(directive), `line ${directive.line}`).toBe(directive.expected);
      }
    });
  }
});

describe.skipIf(vectorsMissing !== null)(title("etcd's confchange data, literally"), () => {
  it("is all there", () => {
    expect(changeFiles.flatMap(({ directives }) => directives)).toHaveLength(58);
  });

  for (const { name, directives } of changeFiles) {
    it(`${name}: ${directives.length} directives`, () => {
      const runner = new ConfigurationRunner();
      for (const directive of directives) {
        expect(runner.run(directive), `line ${directive.line}`).toBe(directive.expected);
      }
    });
  }
});
