/** Proof of authority with turns. Who reads one engine's folder knows the others': same file names, same parts. */
export { type PoaEffect, PoaEngine, type PoaEvent } from "./engine";
export type { BlockRef, PoaEntry, RefusalCode } from "./journal";
export type { PoaMessage } from "./messages";
export type { PoaOptions } from "./options";
export { type PoaPacing, pacingOf } from "./pacing";
export type { PoaRecord, PoaRestored } from "./persistence";
export { proposerOf, quorumOf, tolerated } from "./quorum";
export type { PoaStatus } from "./status";
