/** Other chains, shown as ours: for now, recorded ones. */
export { RecordingError } from "./recording/errors";
export { type Replay, type ReplayOptions, startReplay } from "./replay";
