import { describe, expect, it } from "vitest";
import type { Frame } from "#server/live";
import { asking, FRAMES_WAITING_MAX, receiveAnswer, receiveFrame, type TopicState, UNASKED } from "./sequence";

const frame = (prev: number, seq: number): Frame => ({
  network: "alpha",
  topic: "blocks",
  prev,
  seq,
  type: "block.added",
  data: null,
});
const at = (seq: number): TopicState => ({ seq, asking: false, waiting: [] });

describe("receiveFrame", () => {
  it("shows a frame that follows", () => {
    const step = receiveFrame(at(7), frame(7, 12));
    expect(step.apply).toHaveLength(1);
    expect(step.state.seq).toBe(12);
    expect(step.ask).toBe(false);
  });
  it("drops what was seen", () => {
    expect(receiveFrame(at(7), frame(3, 7))).toEqual({ state: at(7), apply: [], ask: false });
  });
  it("asks again after a gap, from the last number seen", () => {
    const step = receiveFrame(at(7), frame(9, 12));
    expect(step.ask).toBe(true);
    expect(step.apply).toEqual([]);
    expect(step.state).toEqual({ seq: 7, asking: true, waiting: [] });
  });
  it("shows frames sent again while the answer is still awaited", () => {
    const step = receiveFrame(asking(at(7), false), frame(7, 9));
    expect(step.apply).toHaveLength(1);
    expect(step.state).toEqual({ seq: 9, asking: true, waiting: [] });
  });
  it("keeps a bounded number of frames while asking", () => {
    let state = asking(UNASKED, true);
    for (let seq = 1; seq <= FRAMES_WAITING_MAX; seq++) state = receiveFrame(state, frame(seq - 1, seq)).state;
    expect(state.waiting).toHaveLength(FRAMES_WAITING_MAX);
    expect(receiveFrame(state, frame(999, 1000)).state.waiting).toHaveLength(0);
  });
});

describe("receiveAnswer", () => {
  it("shows what arrived before its snapshot was through, and not what the snapshot holds", () => {
    let state = asking(UNASKED, true);
    for (const one of [frame(4, 5), frame(5, 6), frame(6, 9)]) state = receiveFrame(state, one).state;
    const step = receiveAnswer(state, 5, true);
    expect(step.apply.map(({ seq }) => seq)).toEqual([6, 9]);
    expect(step.state).toEqual(at(9));
  });
  it("keeps its own number where the server sends the missed frames instead", () => {
    const step = receiveAnswer(asking(at(7), false), 30, false);
    expect(step.state).toEqual(at(7));
  });
  it("asks again where even the waiting frames have a gap", () => {
    const state = receiveFrame(asking(UNASKED, true), frame(8, 9)).state;
    expect(receiveAnswer(state, 5, true).ask).toBe(true);
  });
});
