/**
 * Indexes a recording: everything it holds, lowest first, gaps allowed; then what a paced one adds. A recording that has changed
 * since (its boot id tells) is read anew: changed blocks replace their rows, and others of the same height leave the canonical
 * chain.
 */
import { type Event, type GetStatusResponse, Topic } from "#proto";
import { reportProgress } from "#server/lib/lifecycle";
import { statedNetwork } from "../source/facts";
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
  const known = recordingId === status.bootId;
  let to = known ? (index.head?.height ?? -1) : -1;
  if (!known || to < (status.head?.height ?? -1)) to = await read(index, client, status, to, signal);
  let engine = status.engine;
  for await (const event of client.events([Topic.TOPIC_BLOCKS, Topic.TOPIC_HEARTBEAT], signal)) {
    if (event.bootId !== status.bootId) throw new Error("the recording has changed");
    if (headOf(event) <= to) continue;
    const now = await client.status(signal);
    // The engine is that of the head's block; chains have changed theirs.
    if (now.engine !== engine) await index.store.state(statedNetwork(now));
    engine = now.engine;
    to = await read(index, client, now, to, signal);
  }
  throw new Error("the source has ended its event stream");
}

function headOf({ payload }: Event): number {
  switch (payload?.$case) {
    case "blockCommitted":
      return payload.value.block?.height ?? -1;
    case "heartbeat":
      return payload.value.head?.height ?? -1;
    default:
      return -1;
  }
}

/** What lies above a height. @returns up to where it was read */
async function read(
  index: ChainIndex,
  client: NodeClient,
  { head, earliestHeight, bootId }: GetStatusResponse,
  above: number,
  signal: AbortSignal,
): Promise<number> {
  if (head && head.hash.length > 0) {
    const from = Math.max(earliestHeight, above + 1);
    const before = await index.store.canonicalAt(from - 1);
    const announce = head.height - from < ANNOUNCED_BLOCKS_MAX;
    const stream = client.range(from, head.height, signal);
    await commitBehind(index.batches(stream, before, false), async (blocks) => {
      await index.store.commit({ prevHead: null, revertTo: null, blocks, kind: "recording", announce, lagMs: null });
      reportProgress({ step: "indexing", done: blocks.at(-1)?.head.height ?? 0, total: head.height });
    });
  }
  await index.store.recordingIndexed(bootId);
  await index.load();
  return head?.height ?? above;
}
