/** Every Raft message there and back over the wire, and what is refused on the way. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Block, ConsensusMessage } from "#proto";
import { acknowledgementDigest, encodeExtra, sealBlock } from "#server/chain";
import type { BlockMeta, RaftMessage, Vote } from "#server/consensus";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { BlockStore } from "../../storage";
import { blockOf } from "../block";
import { Library } from "../library";
import { metaOf } from "../regain";
import { MembersMarks } from "./members";
import { readMessage } from "./read";
import { decodeRecord, encodeRecord } from "./records";
import { childOf, EMPTY_SEAL, facts, keyAt } from "./testing/chain";
import { writeMessage } from "./write";

let folder = "";
let store: BlockStore;
let sender: Library;
let receiver: Library;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "chainglass-raft-"));
  store = await BlockStore.open(folder, facts.genesisBlock);
  sender = new Library(store, facts);
  receiver = new Library(store, facts);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function acknowledged(block: Block, term: number, index: number): Vote {
  const { height, hash } = block;
  const digest = acknowledgementDigest(
    { chainId: 7, genesisHash: facts.genesisHash, term, height, hash },
    nativeCrypto,
  );
  const signature = nativeCrypto.sign(digest, keyAt(index));
  return { turn: term, height, hash: metaOf(block, facts).hash, validator: `v${index}`, signature };
}

const overTheWire = async (message: RaftMessage): Promise<ConsensusMessage> => {
  const written = await writeMessage(message, { facts, store, library: sender });
  return ConsensusMessage.decode(ConsensusMessage.encode(written ?? { message: undefined }).finish());
};
const read = async (wire: ConsensusMessage) => readMessage(wire, { facts, store, library: receiver });

const first = childOf(facts.genesisBlock, { term: 2, raws: [Uint8Array.of(1, 2, 3), Uint8Array.of(4)] });
const second = childOf(first, { term: 2 });
const [firstMeta, secondMeta] = [metaOf(first, facts), metaOf(second, facts)];
const certificate = { turn: 2, hash: firstMeta.hash, votes: [acknowledged(first, 2, 0), acknowledged(first, 2, 1)] };
const append = (blocks: readonly BlockMeta[]): RaftMessage => ({
  ...{ type: "append", term: 2, previous: { term: 0, height: 0 } },
  ...{ blocks, certificate },
});

describe("Raft's messages", () => {
  it("come over the wire as they are", async () => {
    for (const block of [first, second]) sender.hold(block, metaOf(block, facts).hash);
    const last = { term: 3, height: 9 };
    const messages: RaftMessage[] = [
      { type: "preVoteRequest", term: 4, last },
      { type: "preVoteReply", term: 4, refusal: "leaderAlive" },
      { type: "voteRequest", term: 4, last, transfer: true },
      { type: "voteReply", term: 4, refusal: null },
      append([firstMeta, secondMeta]),
      { type: "append", term: 2, previous: last, blocks: [], certificate: null },
      { type: "appendMatched", term: 2, height: 1, acknowledgements: [acknowledged(first, 2, 2)], final: 0 },
      { type: "appendRefused", term: 2, previous: 7, hint: last },
      {
        ...{ type: "snapshot", term: 2, block: firstMeta, certificate },
        members: [
          { id: "v0", role: "voter" },
          { id: "v1", role: "learner" },
        ],
      },
      { type: "timeoutNow", term: 4 },
    ];
    for (const message of messages) expect(await read(await overTheWire(message))).toEqual({ ok: true, message });
    expect(receiver.held(firstMeta.hash)?.transactions).toHaveLength(2);
  });

  it("are refused when a signature, a hash or a body is not right", async () => {
    for (const block of [first, second]) sender.hold(block, metaOf(block, facts).hash);
    const wire = await overTheWire(append([firstMeta, secondMeta]));
    if (wire.message?.$case !== "raftAppend") throw new Error("an append");
    const { value } = wire.message;
    const [one, two] = value.blocks;
    if (!one || !two) throw new Error("two blocks");
    const refused = async (change: Partial<typeof value>) => {
      const reading = await read({ message: { $case: "raftAppend", value: { ...value, ...change } } });
      return reading && !reading.ok ? reading.refusal : "taken";
    };
    expect(await refused({ blocks: [{ ...one, transactions: [] }] })).toMatch(/other transactions than its header/);
    expect(await refused({ blocks: [{ ...one, hash: two.hash }] })).toMatch(/its hash is 0x/);
    expect(await refused({ blocks: [two, one] })).toMatch(/does not follow upon the one before/);
    const stranger = sealBlock(
      {
        ...facts.genesisHeader,
        number: 1,
        parentHash: facts.genesisHash,
        extraData: encodeExtra({ timeMs: 2_000, turn: 2, validators: [], seal: EMPTY_SEAL }),
      },
      fromHex("44".repeat(32)),
      nativeCrypto,
      facts.rules,
    );
    expect(await refused({ blocks: [blockOf(stranger.hash, stranger.header, [], [])] })).toMatch(/sealed by 0x/);
    const seals = value.certificate?.seals ?? [];
    const forged = seals.map((seal, index) =>
      index === 0 ? { ...seal, signature: seals[1]?.signature ?? seal.signature } : seal,
    );
    expect(await refused({ certificate: { ...certificateOf(value), seals: forged } })).toMatch(/v0 was signed by 0x/);
    expect(await refused({ certifiedHeight: 2 })).toMatch(/was signed by|no valid signature/);
    expect(receiver.held(firstMeta.hash)).toBeUndefined();
  });

  it("carry as many blocks as fit a frame, and are read in pieces", async () => {
    const large = Array.from({ length: 3 }, (_, index) => new Uint8Array(2 * 1024 * 1024).fill(index));
    const blocks: Block[] = [];
    for (const raw of large) blocks.push(childOf(blocks.at(-1) ?? facts.genesisBlock, { term: 2, raws: [raw] }));
    for (const block of blocks) sender.hold(block, metaOf(block, facts).hash);
    const message = append(blocks.map((block) => metaOf(block, facts)));
    const reading = await read(await overTheWire(message));
    if (!reading?.ok || reading.message.type !== "append") throw new Error("an append");
    expect(reading.message.blocks.map(({ height }) => height)).toEqual([1]);
  });

  it("bring a block into a log that was cut in between, or that has stored it long ago", async () => {
    sender.hold(first, firstMeta.hash);
    const wire = await overTheWire(append([firstMeta]));
    const marks = new MembersMarks({ type: "members", height: 0, hash: "", members: [] });
    const taken = () => encodeRecord({ type: "blocks", blocks: [firstMeta] }, { library: receiver, store }, marks);
    await read(wire);
    expect(taken()).toHaveLength(1);
    await read(wire);
    receiver.cut(0);
    expect(taken()).toHaveLength(1);
    await store.put(first);
    receiver.release(firstMeta.hash);
    expect(taken()).toHaveLength(1);
    expect(receiver.keptBytes).toBe(first.size);
    receiver.release(firstMeta.hash);
    expect(receiver.keptBytes).toBe(0);
  });

  it("bring blocks to disk whole, and back", async () => {
    receiver.hold(first, firstMeta.hash);
    const marks = new MembersMarks({ type: "members", height: 0, hash: "", members: [] });
    const [written] = encodeRecord({ type: "blocks", blocks: [firstMeta] }, { library: receiver, store }, marks);
    if (!written) throw new Error("a record");
    expect(written).toMatchObject({ kind: "entry", term: 2, index: 1 });
    const decoded = decodeRecord(written, (block) => metaOf(block, facts));
    expect(decoded).toMatchObject({ record: { type: "blocks", blocks: [firstMeta] } });
    expect(decoded.type === "record" && decoded.body?.transactions).toEqual(first.transactions);
    expect(() => decodeRecord({ ...written, data: Uint8Array.of(1) }, (block) => metaOf(block, facts))).toThrow(
      /^the entry 1 in the write-ahead log can't be read/,
    );
  });
});

function certificateOf({ certificate: found }: { certificate?: NonNullable<Block["certificate"]> | undefined }) {
  if (!found) throw new Error("a certificate");
  return found;
}
