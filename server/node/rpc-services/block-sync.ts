/**
 * Blocks for whoever is behind: from the first hash of the locator that is canonical here up to the target, lowest first,
 * never more under way than the window. The target may stand on a fork.
 */
import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Block, BlockSyncServer, SyncBlocksRequest, SyncBlocksResponse, Want } from "#proto";
import { to0x } from "#server/lib/bytes";
import { endWithError, RpcError, signalOf, writePaced } from "#server/rpc";
import type { BlockStore } from "../storage";

const WINDOW_MAX = 256;
const LOCATOR_MAX = 128;
/** A fork longer than this has been ended by finality long ago. */
const FORK_BLOCKS_MAX = 4_096;

type Call = ServerDuplexStream<SyncBlocksRequest, SyncBlocksResponse>;

export function blockSyncService(store: BlockStore): BlockSyncServer {
  return {
    syncBlocks(call: Call) {
      let acknowledged = -1;
      let wake: () => void = () => {};
      let serving = false;
      call.on("data", ({ request }: SyncBlocksRequest) => {
        if (request?.$case === "acknowledged") {
          acknowledged = Math.max(acknowledged, request.value.height);
          wake();
        } else if (request?.$case === "want" && !serving) {
          serving = true;
          const wait = () =>
            new Promise<void>((resolve) => {
              wake = resolve;
            });
          serve(call, request.value, store, { acknowledged: () => acknowledged, wait }).catch((error: unknown) =>
            endWithError(call, error),
          );
        } else
          endWithError(call, new RpcError("INVALID_ARGUMENT", "request: expected one want, then acknowledgements"));
      });
      call.on("cancelled", () => wake());
      call.on("error", () => {});
      call.on("end", () => {
        if (!serving) call.end();
      });
    },
  };
}

interface Progress {
  readonly acknowledged: () => number;
  readonly wait: () => Promise<void>;
}

async function serve(call: Call, want: Want, store: BlockStore, progress: Progress): Promise<void> {
  const signal = signalOf(call);
  checkWant(want);
  const { from, upTo, fork } = await planOf(want, store);
  let sent = from;
  const send = async (block: Block): Promise<boolean> => {
    while (!signal.aborted && sent - Math.max(progress.acknowledged(), from) >= want.window) await progress.wait();
    sent = block.height;
    const body: Block = { ...block, receipts: [] };
    return writePaced(call, { response: { $case: "block", value: body } }, signal);
  };
  for (let height = from + 1; height <= upTo; height++) {
    const hash = await store.canonicalHash(height);
    const block = hash && (await store.get(hash));
    if (!block) break;
    if (!(await send(block))) return;
  }
  for (const hash of fork) {
    const block = await store.get(hash);
    if (!block || !(await send(block))) return;
  }
  call.write({ response: { $case: "done", value: store.head } });
  call.end();
}

function checkWant(want: Want): void {
  const refuse = (text: string) => new RpcError("INVALID_ARGUMENT", text);
  if (want.window < 1 || want.window > WINDOW_MAX)
    throw refuse(`want.window: ${want.window}, expected 1 to ${WINDOW_MAX}`);
  if (want.locator.length > LOCATOR_MAX) {
    throw refuse(`want.locator: ${want.locator.length} hashes, expected at most ${LOCATOR_MAX}`);
  }
  const bad = [...want.locator, ...(want.target ? [want.target] : [])].find((hash) => hash.length !== 32);
  if (bad) throw refuse(`want: a hash of ${bad.length} bytes, expected 32`);
}

/** Canonical blocks above `from` up to `upTo`, then those of the fork on which the target stands. */
async function planOf(want: Want, store: BlockStore) {
  const target = want.target ?? store.head.hash;
  let block = await store.get(target);
  if (!block) throw new RpcError("NOT_FOUND", `want.target: no block ${to0x(target)} here`);
  const fork: Uint8Array[] = [];
  while (!(await store.isCanonical(block))) {
    fork.unshift(block.hash);
    const parent: Block | null = await store.get(block.parentHash);
    if (!parent || fork.length > FORK_BLOCKS_MAX)
      throw new RpcError("NOT_FOUND", "want.target: its ancestors are not here");
    block = parent;
  }
  let from = 0;
  for (const hash of want.locator) {
    const known = await store.get(hash);
    if (known && (await store.isCanonical(known))) {
      from = known.height;
      break;
    }
  }
  return { from: Math.min(from, block.height), upTo: block.height, fork };
}
