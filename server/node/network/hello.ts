/** The first words on every stream between nodes: who speaks, and of which chain. */

import type { BlockRef, ConsensusMessage, Hello } from "#proto";
import { equalBytes, to0x } from "#server/lib/bytes";
import { RpcError } from "#server/rpc";

export interface Identity {
  readonly nodeId: string;
  readonly version: string;
  readonly genesisHash: Uint8Array;
  readonly position: () => { head: BlockRef; final: BlockRef };
}

export function helloOf(identity: Identity): ConsensusMessage {
  const { nodeId, version, genesisHash } = identity;
  return { message: { $case: "hello", value: { nodeId, version, genesisHash, ...identity.position() } } };
}

/** @throws RpcError when the peer is of another chain, or not one of ours */
export function checkHello(message: ConsensusMessage, identity: Identity, isPeer: (id: string) => boolean): Hello {
  if (message.message?.$case !== "hello") throw new RpcError("INVALID_ARGUMENT", "message: expected a hello first");
  const hello = message.message.value;
  if (!equalBytes(hello.genesisHash, identity.genesisHash)) {
    const ours = to0x(identity.genesisHash);
    throw new RpcError("FAILED_PRECONDITION", `genesis_hash ${to0x(hello.genesisHash)}: this node's chain is ${ours}`);
  }
  if (!isPeer(hello.nodeId)) {
    throw new RpcError(
      "PERMISSION_DENIED",
      `node_id "${hello.nodeId.slice(0, 64)}" is not a peer of ${identity.nodeId}`,
    );
  }
  return hello;
}
