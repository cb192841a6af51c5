/** For tests of other rooms: a seeded network that goes on. */
export { appendBlock, type FrameInput, type Seeded, type SeedOptions, seed, writeFrames } from "./seed";
