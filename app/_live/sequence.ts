/**
 * The arithmetic of the live protocol, without a socket: which frame comes next, which was seen, and when something was
 * missed. A frame follows exactly if its `prev` is the last `seq` seen.
 */
import type { Frame } from "#server/live";

/** Frames kept while an answer is awaited; more of them, and asking anew is cheaper. */
export const FRAMES_WAITING_MAX = 256;

export interface TopicState {
  /** The last number seen; null before the first snapshot. */
  readonly seq: number | null;
  /** Whether a subscription's answer is awaited. */
  readonly asking: boolean;
  readonly waiting: readonly Frame[];
}

export interface Step {
  readonly state: TopicState;
  /** Frames to show now, in order. */
  readonly apply: readonly Frame[];
  /** Whether to subscribe (again), after `state.seq`. */
  readonly ask: boolean;
}

export const UNASKED: TopicState = { seq: null, asking: false, waiting: [] };

const still = (state: TopicState): Step => ({ state, apply: [], ask: false });

/** Ask now; with `fresh` for a new snapshot rather than what was missed. */
export function asking(state: TopicState, fresh: boolean): TopicState {
  return { seq: fresh ? null : state.seq, asking: true, waiting: [] };
}

export function receiveFrame(state: TopicState, frame: Frame): Step {
  if (state.asking) {
    if (state.seq !== null && frame.prev === state.seq && state.waiting.length === 0)
      return { state: { ...state, seq: frame.seq }, apply: [frame], ask: false };
    if (state.waiting.length >= FRAMES_WAITING_MAX) return still({ seq: null, asking: true, waiting: [] });
    return still({ ...state, waiting: [...state.waiting, frame] });
  }
  if (state.seq === null || frame.seq <= state.seq) return still(state);
  if (frame.prev === state.seq) return { state: { ...state, seq: frame.seq }, apply: [frame], ask: false };
  return { state: asking(state, false), apply: [], ask: true };
}

/** @param seq the answer's number; @param replaced whether a snapshot came with it, rather than the frames after ours */
export function receiveAnswer(state: TopicState, seq: number, replaced: boolean): Step {
  let step: Step = still({ seq: replaced || state.seq === null ? seq : state.seq, asking: false, waiting: [] });
  const apply: Frame[] = [];
  for (const frame of state.waiting) {
    step = receiveFrame(step.state, frame);
    apply.push(...step.apply);
    if (step.ask) break;
  }
  return { state: step.state, apply, ask: step.ask };
}
