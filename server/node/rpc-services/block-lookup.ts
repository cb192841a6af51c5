/** Names of blocks, and the parts of them that a caller asked for. */
import { type Block, type BlockId, BlockPart, BlockTag } from "#proto";
import { to0x } from "#server/lib/bytes";
import { RpcError } from "#server/rpc";
import type { NodeFace } from "./face";

/** @param field names it in errors */
export async function findBlock(id: BlockId | undefined, field: string, face: NodeFace): Promise<Block> {
  const { store } = face;
  const choice = id?.id;
  switch (choice?.$case) {
    case "height": {
      const hash = await store.canonicalHash(choice.value);
      if (!hash) throw new RpcError("NOT_FOUND", `no block ${choice.value} here; the head is ${store.head.height}`);
      return held(hash, face);
    }
    case "hash":
      if (choice.value.length !== 32) {
        throw new RpcError("INVALID_ARGUMENT", `${field}.hash: ${choice.value.length} bytes, expected 32`);
      }
      return held(choice.value, face);
    case "tag":
      return held(hashOfTag(choice.value, field, face), face);
    case undefined:
      throw new RpcError("INVALID_ARGUMENT", `${field}: missing, expected a height, a hash or a tag`);
  }
}

function hashOfTag(tag: BlockTag, field: string, { store }: NodeFace): Uint8Array {
  switch (tag) {
    case BlockTag.BLOCK_TAG_LATEST:
      return store.head.hash;
    case BlockTag.BLOCK_TAG_FINAL:
      return store.final.hash;
    case BlockTag.BLOCK_TAG_EARLIEST:
      return store.genesis.hash;
    default:
      throw new RpcError("INVALID_ARGUMENT", `${field}.tag: ${tag}, expected latest (1), final (2) or earliest (3)`);
  }
}

async function held(hash: Uint8Array, { store }: NodeFace): Promise<Block> {
  const block = await store.get(hash);
  if (!block) throw new RpcError("NOT_FOUND", `no block ${to0x(hash)} here`);
  return block;
}

/** @throws RpcError when a part is unknown */
export function withParts(block: Block, include: readonly BlockPart[]): Block {
  checkParts(include);
  return include.includes(BlockPart.BLOCK_PART_RECEIPTS) ? block : { ...block, receipts: [] };
}

export function checkParts(include: readonly BlockPart[]): void {
  const unknown = include.find((part) => part !== BlockPart.BLOCK_PART_RECEIPTS);
  if (unknown !== undefined) {
    throw new RpcError("INVALID_ARGUMENT", `include: part ${unknown} is not known, expected receipts (1)`);
  }
}
