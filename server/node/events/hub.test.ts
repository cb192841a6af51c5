import { describe, expect, it } from "vitest";
import { type Event, Topic } from "#proto";
import { EventHub, Overtaken, RING_EVENTS_MAX } from "./hub";

const drop = (code: string) =>
  ({ $case: "transactionDropped", value: { hash: new Uint8Array(32), code, reason: "" } }) as const;
const line = (text: string) => ({ $case: "logLine", value: { level: 2, text } }) as const;
const all = () => true;
const transactions = (topic: Topic) => topic === Topic.TOPIC_TRANSACTIONS;

async function take(events: AsyncIterable<Event>, count: number): Promise<Event[]> {
  const taken: Event[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

describe("the hub", () => {
  it("numbers events and links each to the one before it under the same topics", async () => {
    const hub = new EventHub();
    for (const text of ["a", "b"]) {
      hub.publish(drop(text));
      hub.publish(line(text));
    }
    const { signal } = new AbortController();
    const events = await take(hub.read({ after: 0, prev: 0 }, transactions, signal), 2);
    expect(events.map(({ prev, seq }) => [prev, seq])).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it("goes on live, and ends with the signal", async () => {
    const hub = new EventHub();
    const abort = new AbortController();
    const reading = take(hub.read(hub.start(all), all, abort.signal), 3);
    hub.publish(line("1"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    hub.publish(line("2"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    expect((await reading).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("begins with the newest heartbeat and what came after it", async () => {
    const hub = new EventHub();
    const heartbeat = { $case: "heartbeat", value: {} } as never;
    hub.publish(line("old"));
    hub.publish(heartbeat);
    hub.publish(line("new"));
    const events = await take(hub.read(hub.start(all), all, new AbortController().signal), 2);
    expect(events.map(({ prev, seq }) => [prev, seq])).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it("judges cursors", () => {
    const hub = new EventHub();
    for (let i = 0; i < RING_EVENTS_MAX + 10; i++) hub.publish(line("x"));
    expect(hub.cursorProblem("another", 5)).toBe("otherBoot");
    expect(hub.cursorProblem(hub.bootId, 9)).toBe("tooOld");
    expect(hub.cursorProblem(hub.bootId, 10)).toBeNull();
    expect(hub.cursorProblem(hub.bootId, hub.seq)).toBeNull();
    expect(hub.cursorProblem(hub.bootId, hub.seq + 1)).toBe("inFuture");
  });

  it("tells a reader that it was overtaken", async () => {
    const hub = new EventHub();
    const reader = hub.read({ after: 0, prev: 0 }, all, new AbortController().signal)[Symbol.asyncIterator]();
    hub.publish(line("x"));
    await reader.next();
    for (let i = 0; i < RING_EVENTS_MAX + 10; i++) hub.publish(line("x"));
    await expect(reader.next()).rejects.toBeInstanceOf(Overtaken);
  });
});
