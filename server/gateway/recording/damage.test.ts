/**
 * 200 seeded changes of one byte over the recorded files; CHAINGLASS_TEST_SHARE=0.1 makes a tenth of them. Each is found at its
 * place: a failed check stands at the changed block or at its child and nowhere else (but where the block held a vote or named the signers: then
 * later seals fail too), every refusal names the changed file and a byte of the changed block, and the blocks before it are served
 * as they were. Left out, by rule, is what nothing commits to:
 *   - in RLP without a stored hash: the header of the file's last block, which has no child (engines with seals cover it);
 *   - in JSON: whitespace, the case of hex digits, the envelope (`jsonrpc`, `id`), `totalDifficulty`, and the names of fields, as
 *     a misnamed field is one that the source does not state. What the block can't be put together without is refused all the
 *     same;
 *   - in a receipts file whose block is not in the recording: nothing of it is served, and a note says so.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rlpItemBytes } from "#server/chain";
import { createPrng, type Prng } from "#server/lib/prng";
import { recordedFile } from "../testing/recorded";
import { walkRecording } from "../testing/verify";
import { RecordingError } from "./errors";
import { Recording } from "./recording";

const SEED = process.env.CHAINGLASS_TEST_SEED ?? "one-byte-2026";

const SHARE = Number(process.env.CHAINGLASS_TEST_SHARE ?? 1);

const JSON_FILES = ["block_17034871_value", "block_17034873_value", "block_19433902_value", "block_19433903_value"];
const plan = [
  { name: "evm-execution-apis/chain.rlp", changes: 50, excluded: inLastHeader, beside: [] },
  { name: "evm-besu/clique.blocks", changes: 30, excluded: never, beside: [] },
  { name: "evm-besu/ibft.blocks", changes: 40, excluded: never, beside: [] },
  { name: "btc/bitcoinj-first-100k-blocks.dat", changes: 25, excluded: never, beside: [] },
  { name: "btc/rust-bitcoin-mainnet-0000c835.raw", changes: 15, excluded: never, beside: [] },
  ...JSON_FILES.map((file) => ({
    name: `evm-mainnet-trin/${file}.json`,
    changes: 6,
    excluded: inJson,
    beside: receiptsBeside(file),
  })),
  {
    name: "evm-mainnet-trin/receipts-19433902.json",
    changes: 8,
    excluded: inJson,
    beside: ["evm-mainnet-trin/block_19433902_value.json"],
  },
  {
    name: "evm-mainnet-trin/receipts-19433903.json",
    changes: 8,
    excluded: inJson,
    beside: ["evm-mainnet-trin/block_19433903_value.json"],
  },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-damage-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("is about 200 changes", () => {
  expect(plan.reduce((sum, { changes }) => sum + changes, 0)).toBe(200);
});

describe(`a changed byte (seed ${SEED})`, () => {
  it.for(plan)("in $name is found at its block or its child", { timeout: 300_000 }, async (each, { skip }) => {
    const { name, changes, excluded, beside } = each;
    const file = recordedFile(name);
    if (!file) return skip(`${name} is not among the recorded files`);
    const whole = new Uint8Array(readFileSync(file));
    const others = beside.map(recordedFile).filter((path) => path !== null);
    const original = await Recording.open({ paths: [file, ...others] });
    const extents = extentsOf(file, whole);
    const prng = createPrng(SEED).stream(name);
    const misplaced: string[] = [];
    for (let done = 0; done < Math.ceil(changes * SHARE); ) {
      const { at, to } = draw(prng, whole);
      if (excluded(whole, at, to)) continue;
      done++;
      const damaged = whole.slice();
      damaged[at] = to;
      const path = join(folder, basename(name));
      writeFileSync(path, damaged);
      const position = extents.findLastIndex(({ start }) => start <= at);
      const extent = extents[position] ?? { start: 0, end: whole.length };
      const wrong = await misplacedIn([path, ...others], original, position, extent);
      misplaced.push(...wrong.map((text) => `byte ${at}: ${whole[at]} -> ${to}: ${text}`));
    }
    original.close();
    expect(misplaced).toEqual([]);
  });
});

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Of the blocks in the file's order, which is that of their heights in all of these files. */
function extentsOf(file: string, whole: Uint8Array): Extent[] {
  const lengthAt = (at: number): number => {
    if (/\.(json|raw)$/.test(file)) return whole.length;
    if (file.endsWith(".dat")) return 8 + new DataView(whole.buffer, whole.byteOffset + at + 4, 4).getUint32(0, true);
    return rlpItemBytes(whole.subarray(at), "file");
  };
  const extents: Extent[] = [];
  for (let start = 0; start < whole.length; start += lengthAt(start))
    extents.push({ start, end: start + lengthAt(start) });
  return extents;
}

function draw(prng: Prng, whole: Uint8Array): { at: number; to: number } {
  const at = prng.between(0, whole.length - 1);
  return { at, to: (whole[at] ?? 0) ^ prng.between(1, 255) };
}

/** What is wrong with how a change of the block at a position shows, in sentences; none: it is found, at its place. */
async function misplacedIn(
  paths: readonly string[],
  original: Recording,
  position: number,
  extent: Extent,
): Promise<string[]> {
  const opened = await Recording.open({ paths }).catch((error: unknown) => {
    if (error instanceof RecordingError) return error;
    throw error;
  });
  const faults = opened instanceof RecordingError ? [opened] : opened.faults;
  const wrong = faults
    .filter(({ file, offset }) => file !== paths[0] || offset < extent.start || offset > extent.end)
    .map(({ message }) => `refused elsewhere, not at ${extent.start} to ${extent.end}: ${message}`);
  if (opened instanceof RecordingError) return wrong;
  const { failed } = walkRecording(opened);
  wrong.push(...lostBefore(opened, original, position));
  const place = original.ref(position)?.height ?? Number.NaN;
  const there = failed.filter(({ height }) => height === place || height === place + 1);
  if (faults.length === 0 && there.length === 0) wrong.push(`not found at ${place} or its child`);
  for (const { height, check } of failed.filter((each) => !there.includes(each))) {
    // A vote that was lost with its block: who may seal later is not known any more.
    const follows = check === "seal" && height > place && there.length > 0;
    if (!follows && !isChanged(opened, original, height))
      wrong.push(`found at ${height} (${check}), not at ${place} or its child`);
  }
  opened.close();
  return wrong;
}

/** A block whose own number was changed stands at that number. */
function isChanged(recording: Recording, original: Recording, height: number): boolean {
  const hash = recording.ref(recording.position(height))?.hash;
  return hash !== undefined && original.byHash(hash) === null;
}

function lostBefore(recording: Recording, original: Recording, position: number): string[] {
  return Array.from({ length: position }, (_, at) => original.ref(at))
    .filter((ref) => !ref || !recording.byHash(ref.hash))
    .map((ref) => `block ${ref?.height} before it is lost`);
}

function never(): boolean {
  return false;
}

function receiptsBeside(block: string): string[] {
  const number = /\d+/.exec(block)?.[0] ?? "";
  return number.startsWith("194") ? [`evm-mainnet-trin/receipts-${number}.json`] : [];
}

function inLastHeader(whole: Uint8Array, at: number): boolean {
  let start = 0;
  for (let next = 0; next < whole.length; next += rlpItemBytes(whole.subarray(next), "file")) start = next;
  const header = start + 3;
  return at >= header && at < header + rlpItemBytes(whole.subarray(header), "header");
}

const ENVELOPE = new Set(["jsonrpc", "id", "totalDifficulty"]);

/** Goes over the texts in the file up to the byte. */
function inJson(whole: Uint8Array, at: number, to: number): boolean {
  const from = String.fromCharCode(whole[at] ?? 0);
  if (/\s/.test(from) && /\s/.test(String.fromCharCode(to))) return true;
  const text = Buffer.from(whole).toString("latin1");
  const strings = /"(?:[^"\\]|\\.)*"/g;
  let name = "";
  for (let found = strings.exec(text); found; found = strings.exec(text)) {
    const isName = /^\s*:/.test(text.slice(strings.lastIndex, strings.lastIndex + 10));
    const inside = at > found.index && at < strings.lastIndex - 1;
    if (inside && isName) return true;
    if (inside) return ENVELOPE.has(name) || from.toLowerCase() === String.fromCharCode(to).toLowerCase();
    // Outside of texts: numbers of the envelope.
    if (found.index > at) return ENVELOPE.has(name);
    if (isName) name = found[0].slice(1, -1);
  }
  return false;
}
