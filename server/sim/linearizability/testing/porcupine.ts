/**
 * Histories of real systems with known verdicts: the test data of Porcupine (github.com/anishathalye/porcupine, MIT), which
 * is not part of this repository. CHAINGLASS_TEST_VECTORS names the folder that holds `porcupine`, by default `vectors`
 * beside the recorded data, as in server/chain/testing/recorded.ts.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Operation } from "../model";
import type { RegisterInput, RegisterOutput, TextInput, TextOutput } from "../models";

const data = resolve(process.env.CHAINGLASS_TEST_DATA ?? "../shared/data");
const folder = join(resolve(process.env.CHAINGLASS_TEST_VECTORS ?? join(data, "../vectors")), "porcupine/test_data");

/** Null where they are; else why the tests over them are skipped. */
export const vectorsMissing: string | null = existsSync(folder) ? null : `Porcupine's test data is not at ${folder}`;

export function historyFiles(kind: "jepsen" | "kv"): string[] {
  if (vectorsMissing !== null) return [];
  const suffix = kind === "jepsen" ? ".log" : ".txt";
  return readdirSync(join(folder, kind))
    .filter((name) => name.endsWith(suffix))
    .sort();
}

/** Operations by client in the order of the file's lines, which is their clock. */
class Lines<Input, Output> {
  readonly #open = new Map<number, { input: Input; calledAt: number }>();
  readonly #operations: Operation<Input, Output>[] = [];

  called(client: number, input: Input, line: number): void {
    if (this.#open.has(client))
      throw new Error(`line ${line + 1}: client ${client} has not heard of its last operation`);
    this.#open.set(client, { input, calledAt: line });
  }

  returned(client: number, output: Output, line: number): void {
    const open = this.#open.get(client);
    if (open === undefined) throw new Error(`line ${line + 1}: client ${client} has not asked for anything`);
    this.#open.delete(client);
    this.#operations.push({ client, ...open, output, returnedAt: line });
  }

  history(): Operation<Input, Output>[] {
    const unheard = [...this.#open].map(([client, open]) => ({ client, ...open, output: null, returnedAt: 0 }));
    return [...this.#operations, ...unheard];
  }
}

const JEPSEN = /^INFO\s+jepsen\.util\s+-\s+(\d+)\s+:(invoke|ok|fail|info)\s+:(read|write|cas)\s+(.*)$/;

/** etcd's register: reads, writes, compare-and-set. A write of unknown outcome stays open. */
export function registerHistory(name: string): Operation<RegisterInput, RegisterOutput>[] {
  const lines = new Lines<RegisterInput, RegisterOutput>();
  const text = readFileSync(join(folder, "jepsen", name), "utf8");
  for (const [at, line] of text.split("\n").entries()) {
    const [, process = "", type, operation, rest = ""] = JEPSEN.exec(line) ?? [];
    const client = Number(process);
    const [value = 0, second = 0] = [...rest.matchAll(/\d+/g)].map(Number);
    if (type === "invoke") {
      if (operation === "read") lines.called(client, { type: "read" }, at);
      else if (operation === "write") lines.called(client, { type: "write", value }, at);
      else lines.called(client, { type: "compareAndSet", expected: value, value: second }, at);
    } else if (type === "fail" && operation === "read") lines.returned(client, { type: "timedOut" }, at);
    else if (operation === "cas" && (type === "ok" || type === "fail")) {
      lines.returned(client, { type: "compared", same: type === "ok" }, at);
    } else if (type === "ok" && operation === "write") lines.returned(client, { type: "written" }, at);
    else if (type === "ok") lines.returned(client, { type: "value", value: rest === "nil" ? null : value }, at);
  }
  return lines.history();
}

const KV = /^\{:process (\d+), :type :(invoke|ok), :f :(get|put|append), :key "(.*)", :value (nil|"(.*)")\}$/;

export function textHistory(name: string): Operation<TextInput, TextOutput>[] {
  const lines = new Lines<TextInput, TextOutput>();
  const text = readFileSync(join(folder, "kv", name), "utf8").trimEnd();
  for (const [at, line] of text.split("\n").entries()) {
    const [, process, type, operation, key = "", , value = ""] = KV.exec(line) ?? [];
    if (process === undefined) throw new Error(`${name}, line ${at + 1} is not an operation: ${line}`);
    const client = Number(process);
    if (type === "ok") lines.returned(client, value, at);
    else if (operation === "get") lines.called(client, { type: "get", key }, at);
    else lines.called(client, { type: operation === "put" ? "put" : "append", key, value }, at);
  }
  return lines.history();
}
