/**
 * Where engines differ for the driver: how a message looks on the wire and what is checked before the engine hears of it,
 * what of a record goes to disk and how it comes back, what the console sees. Everything else is one driver for all.
 */
import type { ConsensusMessage, ConsensusStatus, JournalEntry } from "#proto";
import type { BlockMeta, BlockRef, Engine, FinalityCertificate } from "#server/consensus";
import type { WalRecord } from "../storage";

/** A message from outside: for the engine, or not, and why; null is not for this engine at all. */
export type Reading<Message> =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly refusal: string }
  | null;

/** A value now where it can be had now, so that what is at hand does not wait behind what is not. */
export type Soon<Value> = Value | Promise<Value>;

export type RunningEngine<Message, Record, Status, Entry> = Engine<Message, Record, Status, Entry> & {
  status(): Status;
};

export interface Created<Message, Record, Status, Entry> {
  readonly engine: RunningEngine<Message, Record, Status, Entry>;
  /** What the engine was built upon, where the store does not know it as final yet. */
  readonly final: { readonly block: BlockMeta; readonly certificate: FinalityCertificate } | null;
}

export interface Protocol<Message, Record, Status extends { readonly head: BlockRef }, Entry> {
  /** @throws StorageError when what is on disk can't be made sense of */
  create(): Promise<Created<Message, Record, Status, Entry>>;
  /** Of a loop that was late; time lost beyond is not made up for. */
  readonly ticksAtOnceMax: number;
  /**
   * Where a built block has to be before the engine hears of it: in the store, or in memory, because the engine's own log
   * brings its body to disk; it is stored beside then.
   */
  readonly built: "stored" | "held";
  /** Blocks that wait to be checked; more are refused, and come again. */
  readonly checksMax: number;
  /** Whether a peer that says it is ahead is asked for its blocks at once. */
  readonly asksWhoIsAhead: boolean;
  /** Checks all signatures. */
  read(message: ConsensusMessage): Soon<Reading<Message>>;
  /** Null when there is nothing to say any more. */
  write(message: Message): Soon<ConsensusMessage | null>;
  /** Called in the step that orders it, so that bodies are at hand. */
  encode(record: Record): readonly WalRecord[];
  status(status: Status): ConsensusStatus;
  journal(entry: Entry): JournalEntry;
  /** The store holds this block as final, durably: what the engine's log says of it and of older ones may go. */
  onFinal(height: number): Promise<void>;
}
