/** The events of the hub as a stream: cursors judged, readers bounded, each at its own pace. */
import { type Event, type NodeEventsServer, type SubscribeRequest, Topic } from "#proto";
import { RpcError, serverStream } from "#server/rpc";
import { type CursorProblem, type EventHub, Overtaken } from "../events/hub";

/** Open subscriptions: each costs encoding every event once. */
const SUBSCRIBERS_MAX = 128;

export function nodeEventsService(hub: EventHub): NodeEventsServer {
  let subscribers = 0;
  async function* subscribe(request: SubscribeRequest, signal: AbortSignal): AsyncIterable<Event> {
    const wanted = topicsOf(request);
    const from = startOf(request, wanted, hub);
    if (subscribers >= SUBSCRIBERS_MAX) {
      throw new RpcError("RESOURCE_EXHAUSTED", `${SUBSCRIBERS_MAX} subscriptions are open already`);
    }
    subscribers++;
    try {
      yield* hub.read(from, wanted, signal);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      throw new RpcError("RESOURCE_EXHAUSTED", "the reader fell behind the events that are kept; subscribe again");
    } finally {
      subscribers--;
    }
  }
  return { subscribe: serverStream(subscribe) };
}

function topicsOf({ topics }: SubscribeRequest): (topic: Topic) => boolean {
  const unknown = topics.find((topic) => topic === Topic.TOPIC_UNSPECIFIED || Topic[topic] === undefined);
  if (unknown !== undefined) throw new RpcError("INVALID_ARGUMENT", `topics: ${unknown} is not a topic`);
  if (topics.length === 0) return () => true;
  const set = new Set(topics);
  return (topic) => set.has(topic);
}

const PROBLEMS: Record<CursorProblem, string> = {
  otherBoot: "after.boot_id: the cursor is of another boot of this node; fetch ranges, then subscribe without a cursor",
  tooOld: "after.seq: events behind the cursor are not kept any more; fetch ranges, then subscribe without a cursor",
  inFuture: "after.seq: no such event was sent yet; fetch ranges, then subscribe without a cursor",
};

function startOf(request: SubscribeRequest, wanted: (topic: Topic) => boolean, hub: EventHub) {
  const { after } = request;
  if (!after) return hub.start(wanted);
  const problem = hub.cursorProblem(after.bootId, after.seq);
  if (problem) throw new RpcError("OUT_OF_RANGE", PROBLEMS[problem]);
  return { after: after.seq, prev: after.seq };
}
