/** What a replay answers: status, blocks, ranges and transactions. It takes no transactions and knows no accounts, and says so. */
import {
  type Block,
  type BlockId,
  BlockPart,
  BlockTag,
  type ChainQueryServer,
  type GetStatusResponse,
  type StreamBlocksRequest,
} from "#proto";
import { type ChainBlock, decodeHeader } from "#server/chain";
import { RpcError, serverStream, unary } from "#server/rpc";
import type { Head } from "./head";

const VERSION = "replay-1";

function withParts(block: ChainBlock, include: readonly BlockPart[]): Block {
  if (include.includes(BlockPart.BLOCK_PART_RECEIPTS)) return block;
  return { ...block, receipts: [], unavailable: [] };
}

function find(head: Head, id: BlockId["id"]): ChainBlock | null {
  switch (id?.$case) {
    case "height":
      return head.atHeight(id.value);
    case "hash":
      return head.byHash(id.value);
    case "tag":
      if (id.value === BlockTag.BLOCK_TAG_EARLIEST) return head.recording.at(0);
      if (id.value === BlockTag.BLOCK_TAG_LATEST) return head.block();
      if (id.value === BlockTag.BLOCK_TAG_FINAL)
        throw new RpcError("NOT_FOUND", "a recording does not say what is final");
      throw new RpcError("INVALID_ARGUMENT", "id.tag: expected LATEST, FINAL or EARLIEST");
    case undefined:
      throw new RpcError("INVALID_ARGUMENT", "id: expected a height, a hash or a tag");
  }
}

/** The same recording has the same name; a paced one begins anew each time. */
export function bootIdOf({ recording, paced }: Head): string {
  return `${VERSION}-${recording.fingerprint}${paced ? `-${Date.now().toString(36)}` : ""}`;
}

function statusOf(head: Head, address: string, bootId: string): GetStatusResponse {
  const { recording } = head;
  const block = head.block();
  const { facts } = recording;
  const { chainId, genesisHash, rules, ledger, genesis } = facts;
  const faults = recording.faults.map(({ file, offset, detail }) => ({ file, offset, reason: detail }));
  return {
    nodeId: "recording",
    nodeName: `recording at ${address}`,
    version: VERSION,
    bootId,
    engine: facts.engineAt(block && ledger === "account" ? decodeHeader(block.header) : null),
    ledger: ledger ?? "account",
    chainId,
    genesisHash,
    head: block ? { height: block.height, hash: block.hash } : undefined,
    headTime: block?.time,
    final: undefined,
    earliestHeight: recording.earliest,
    peers: 0,
    jsonRpc: "",
    ...(genesis?.blockIntervalMs ? { blockIntervalMs: genesis.blockIntervalMs } : {}),
    validators: [],
    live: false,
    rules,
    contiguous: recording.contiguous,
    ...(faults.length > 0 ? { faults: { items: faults } } : {}),
  };
}

async function* range(head: Head, { fromHeight, toHeight, include }: StreamBlocksRequest) {
  if (toHeight < fromHeight) throw new RpcError("INVALID_ARGUMENT", "to_height: expected not less than from_height");
  for (let position = head.recording.position(fromHeight); position <= head.position; position++) {
    const height = head.recording.ref(position)?.height;
    const block = height !== undefined && height <= toHeight ? head.recording.at(position) : null;
    if (!block) return;
    yield { block: withParts(block, include) };
  }
}

export function queryService(head: Head, bootId: string, address: () => string): ChainQueryServer {
  return {
    getStatus: unary(() => statusOf(head, address(), bootId)),
    getBlock: unary(({ id, include }) => {
      const block = find(head, id?.id);
      if (!block) throw new RpcError("NOT_FOUND", "the recording holds no such block");
      return { block: withParts(block, include) };
    }),
    streamBlocks: serverStream((request) => range(head, request)),
    getTransaction: unary(({ hash }) => {
      if (hash.length !== 32) throw new RpcError("INVALID_ARGUMENT", `hash: expected 32 bytes, not ${hash.length}`);
      const found = head.recording.transaction(hash);
      const raw = found?.block.transactions[found.index]?.raw;
      if (!found || !raw || found.block.height > head.height)
        throw new RpcError("NOT_FOUND", "the recording holds no such transaction");
      const { block, index } = found;
      return { raw, block: { height: block.height, hash: block.hash }, index, receipt: block.receipts[index] };
    }),
    getAccount: unary(() => {
      throw new RpcError("NOT_FOUND", "a recording holds blocks, not accounts");
    }),
    submitTransaction: unary(() => {
      throw new RpcError("FAILED_PRECONDITION", "recording: this source is a recording and takes no transactions");
    }),
  };
}
