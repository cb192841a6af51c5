/**
 * The one face of all consensus engines. `step` takes an event and returns effects, synchronously: no clock but ticks, no
 * randomness but the PRNG it was given, no input or output. A driver (the node's, or the simulator's) feeds events and
 * carries effects out, in order. What an engine persists it gets back, whole and in order, when it is built again.
 */

/** Raw bytes of a block's hash, as lower-case hex without prefix, so that it can key a map. */
export type BlockHash = string;

/** A validator's or peer's name, unique in its network. */
export type NodeId = string;

/** What an engine knows of a block; the body stays with the driver. */
export interface BlockMeta {
  readonly hash: BlockHash;
  readonly parent: BlockHash;
  readonly height: number;
  /** Turn (PoA), term (Raft), round (PBFT); 0 for genesis. */
  readonly turn: number;
  readonly proposer: NodeId | null;
  /** What it changes among the members, from this block on; nearly always nothing. */
  readonly change: MembershipChange | null;
}

/** One member at a time, so that any two quorums, before and after, overlap (Raft thesis, 4.1). */
export type MembershipChange =
  | { readonly type: "addLearner"; readonly id: NodeId }
  /** A learner, or someone new, gets a vote. */
  | { readonly type: "addVoter"; readonly id: NodeId }
  | { readonly type: "remove"; readonly id: NodeId };

/** What an operator asks of an engine. One that can't be carried out is refused in the journal. */
export type Command =
  | { readonly type: "transferLeadership"; readonly to: NodeId }
  | { readonly type: "changeMembership"; readonly change: MembershipChange };

/** Of a PoA validator for its head of a turn; of a Raft follower: "durably in my log, in this term". */
export interface Vote {
  readonly turn: number;
  readonly height: number;
  readonly hash: BlockHash;
  readonly validator: NodeId;
  /** 65 bytes; opaque to the engine. */
  readonly signature: Uint8Array;
}

/** Votes of one turn for one block by more than the quorum: whoever holds it knows that the block is final. */
export interface FinalityCertificate {
  readonly turn: number;
  readonly hash: BlockHash;
  readonly votes: readonly Vote[];
}

export type Event<Message> =
  /** One tick of the node's clock has passed. */
  | { readonly type: "tick" }
  /** A peer has sent a message; its signatures have been checked by the driver. */
  | { readonly type: "message"; readonly from: NodeId; readonly message: Message }
  /** The driver has built the block that a `propose` effect asked for, and executed it. */
  | { readonly type: "proposed"; readonly block: BlockMeta }
  /** The driver could not build it (its parent's state is missing, execution failed). */
  | { readonly type: "proposalFailed"; readonly turn: number; readonly reason: string }
  /** A block was checked in full and executed, or refused. Its parent was announced before it. */
  | { readonly type: "checked"; readonly block: BlockMeta; readonly refusal: string | null }
  /** A certificate came with a synced block. Its signatures have been checked by the driver. */
  | { readonly type: "certified"; readonly certificate: FinalityCertificate }
  /** Records up to this index are on disk. */
  | { readonly type: "persisted"; readonly index: number }
  /** A peer's link came up: it may have missed messages. */
  | { readonly type: "peerUp"; readonly peer: NodeId }
  | { readonly type: "command"; readonly command: Command };

export type Effect<Message, Persisted, Status, Entry> =
  /** Write this record before any later `send` that names its index. */
  | { readonly type: "persist"; readonly index: number; readonly record: Persisted }
  /** Send to one peer, or to all of them. `after`: only when this index is persisted; null: at once. */
  | { readonly type: "send"; readonly to: NodeId | "all"; readonly message: Message; readonly after: number | null }
  /** Build a block on this parent for this turn and answer with `proposed` or `proposalFailed`. */
  | {
      readonly type: "propose";
      readonly parent: BlockHash;
      readonly height: number;
      readonly turn: number;
      readonly change: MembershipChange | null;
    }
  /** Check this block, whose body came with the message from that peer, and answer with `checked`. */
  | { readonly type: "check"; readonly block: BlockMeta; readonly from: NodeId }
  /** A block is referred to that is not known here; fetch it and its ancestors from that peer. */
  | { readonly type: "fetch"; readonly hash: BlockHash; readonly from: NodeId }
  /** The canonical chain now ends here. */
  | { readonly type: "head"; readonly block: BlockMeta }
  /** This block and its ancestors are final. */
  | { readonly type: "commit"; readonly block: BlockMeta; readonly certificate: FinalityCertificate }
  /** What the console shows has changed. */
  | { readonly type: "status"; readonly status: Status }
  /** Something an operator could ask about has happened. */
  | { readonly type: "journal"; readonly entry: Entry };

export interface Engine<Message, Persisted, Status, Entry> {
  /** Takes one event; returns its effects in the order in which they are to be carried out. Never throws on input. */
  step(event: Event<Message>): Effect<Message, Persisted, Status, Entry>[];
}
