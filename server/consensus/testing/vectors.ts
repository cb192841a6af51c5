/**
 * etcd's own test data (etcd-io/raft, Apache-2.0), which is not part of this repository: CHAINGLASS_TEST_VECTORS names the
 * folder that holds `etcd-raft`, by default `vectors` beside the recorded data, as in server/chain/testing/recorded.ts.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Directive, readDirectives } from "./datadriven";

const data = resolve(process.env.CHAINGLASS_TEST_DATA ?? "../shared/data");
const folder = join(resolve(process.env.CHAINGLASS_TEST_VECTORS ?? join(data, "../vectors")), "etcd-raft");

/** Null where they are; else why the tests over them are skipped. */
export const vectorsMissing: string | null = existsSync(folder) ? null : `etcd's test data is not at ${folder}`;

export interface DirectiveFile {
  readonly name: string;
  readonly directives: readonly Directive[];
}

/** All files of a folder of directives; none where the data is not there. */
export function etcdFiles(name: string): DirectiveFile[] {
  if (vectorsMissing !== null) return [];
  return readdirSync(join(folder, name))
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map((file) => ({ name: file, directives: readDirectives(readFileSync(join(folder, name, file), "utf8")) }));
}

/** A file as it is; null where the data is not there. */
export function etcdText(name: string): string | null {
  return vectorsMissing === null ? readFileSync(join(folder, name), "utf8") : null;
}
