/**
 * Indexes a recording: everything it holds, lowest first, gaps allowed. A recording that has changed since (its boot id
 * tells) is read anew: changed blocks replace their rows, and others of the same height leave the canonical chain.
 */
import { type GetStatusResponse, Topic } from "#proto";
import { reportProgress } from "#server/lib/lifecycle";
import type { NodeClient } from "../source/node-client";
import { ANNOUNCED_BLOCKS_MAX, type ChainIndex, commitBehind } from "./chain-index";

/** Resolves never but by an error: the stream ends, or the signal. */
export async function followRecording(
  index: ChainIndex,
  client: NodeClient,
  status: GetStatusResponse,
  signal: AbortSignal,
): Promise<void> {
  const { recordingId } = await index.store.read();
  if (recordingId !== status.bootId) await readAll(index, client, status, signal);
  for await (const event of client.events([Topic.TOPIC_HEARTBEAT], signal)) {
    if (event.bootId !== status.bootId) throw new Error("the recording has changed");
  }
  throw new Error("the source has ended its event stream");
}

async function readAll(index: ChainIndex, client: NodeClient, status: GetStatusResponse, signal: AbortSignal) {
  const { head, earliestHeight, bootId } = status;
  if (head && head.hash.length > 0) {
    const before = await index.store.canonicalAt(earliestHeight - 1);
    const announce = head.height - earliestHeight < ANNOUNCED_BLOCKS_MAX;
    const stream = client.range(earliestHeight, head.height, signal);
    await commitBehind(index.batches(stream, before, false), async (blocks) => {
      await index.store.commit({ prevHead: null, revertTo: null, blocks, kind: "recording", announce, lagMs: null });
      reportProgress({ step: "indexing", done: blocks.at(-1)?.head.height ?? 0, total: head.height });
    });
  }
  await index.store.recordingIndexed(bootId);
  await index.load();
}
