/**
 * Watches one node: its heartbeats, peers and consensus journal. It keeps the node's row in memory and says when it has
 * changed; writing is the gatherer's. It never gives up: a node that is gone is tried again until it is back.
 */
import { ConsensusStatus, type Event, type GetStatusResponse, type Heartbeat, Topic } from "#proto";
import { toHex } from "#server/lib/bytes";
import { backoff } from "#server/rpc";
import { describe, isRefused, NodeClient } from "../source/node-client";
import type { NodeRow } from "../store/nodes";
import { withJournal } from "./consensus";
import { type Heard, judge } from "./judge";

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 1_000;

export interface WatchOptions {
  readonly address: string;
  readonly known: { readonly id: string; readonly name: string; readonly role: string } | null;
  /** Null, or why this node does not belong to the network. */
  readonly stranger: (status: GetStatusResponse) => string | null;
  /** The node has told its name. @returns the id to use, where another address has the same one */
  readonly named: (id: string) => string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const roleOf = (text: string | undefined) => (text === "validator" || text === "source" ? text : "observer");

export class NodeWatch {
  readonly row: Mutable<NodeRow>;
  /** To be written. */
  dirty = true;
  /** To be announced; a change of status at once, others when their time comes. */
  unannounced = true;
  urgent = true;
  consensusDirty = false;
  announcedAtMs = 0;
  #heard: Heard = { atMs: null, streaming: false, failure: null, refused: false, stranger: null };
  #consensus: ConsensusStatus | null = null;

  constructor(readonly options: WatchOptions) {
    const { address, known } = options;
    this.row = {
      id: known?.id ?? address,
      name: known?.name ?? address,
      role: roleOf(known?.role),
      status: "unknown",
      statusReason: null,
      statusSinceMs: Date.now(),
      height: null,
      headHash: null,
      finalHeight: null,
      peers: [],
      version: null,
      bootId: null,
      lastHeartbeatAtMs: null,
      grpc: address,
      jsonRpc: null,
      pid: null,
      consensus: null,
      figures: null,
    };
    this.judge();
  }

  /** What goes into the database now. */
  snapshot(): NodeRow {
    return { ...this.row, consensus: this.#consensus ? ConsensusStatus.toJSON(this.#consensus) : null };
  }

  /** Called on every change and by a timer: silence is no event. */
  judge(): void {
    const { status, reason } = judge(this.#heard, Date.now());
    if (status === this.row.status && reason === this.row.statusReason) return;
    this.urgent ||= status !== this.row.status;
    this.consensusDirty ||= status !== this.row.status;
    if (status !== this.row.status) this.row.statusSinceMs = Date.now();
    this.row.status = status;
    this.row.statusReason = reason;
    this.dirty = this.unannounced = true;
  }

  #hear(changes: Partial<Heard>): void {
    this.#heard = { ...this.#heard, ...changes };
    this.judge();
  }

  async run(signal: AbortSignal): Promise<void> {
    const retry = backoff({ minMs: RETRY_MIN_MS, maxMs: RETRY_MAX_MS });
    while (!signal.aborted) {
      // A new client each time: a channel's own back-off would hide that a node is back.
      const client = new NodeClient(this.options.address);
      try {
        await this.#watch(client, signal, () => retry.reset());
      } catch (error) {
        if (signal.aborted) return;
        this.#hear({ streaming: false, failure: describe(error), refused: isRefused(error) });
      } finally {
        client.close();
      }
      await retry.wait(signal);
    }
  }

  async #watch(client: NodeClient, signal: AbortSignal, connected: () => void): Promise<never> {
    const status = await client.status(signal);
    this.#state(status);
    const topics = [Topic.TOPIC_HEARTBEAT, Topic.TOPIC_CONSENSUS, Topic.TOPIC_PEERS];
    for await (const event of client.events(topics, signal)) {
      connected();
      this.#event(event);
    }
    throw new Error("the node has ended it");
  }

  #state(status: GetStatusResponse): void {
    const { row } = this;
    row.id = this.options.named(status.nodeId);
    row.name = status.nodeName || status.nodeId;
    row.role = status.live ? "observer" : "source";
    if (status.validators.some(({ id }) => id === status.nodeId)) row.role = "validator";
    row.version = status.version;
    row.bootId = status.bootId;
    row.jsonRpc = status.jsonRpc || null;
    row.pid = status.pid ?? null;
    this.#setHead(status.head, status.final);
    if (status.consensus) this.#consensus = status.consensus;
    this.dirty = this.unannounced = this.consensusDirty = true;
    const stranger = this.options.stranger(status);
    this.#hear({ atMs: Date.now(), refused: false, stranger, failure: stranger });
  }

  #setHead(head: Heartbeat["head"], final: Heartbeat["final"]): void {
    if (head && head.hash.length > 0) {
      this.row.height = head.height;
      this.row.headHash = toHex(head.hash);
    }
    if (final && final.hash.length > 0) this.row.finalHeight = final.height;
  }

  #event({ payload }: Event): void {
    switch (payload?.$case) {
      case "heartbeat":
        this.#heartbeat(payload.value);
        break;
      case "journal": {
        const changed = this.#consensus && withJournal(this.#consensus, this.row.id, payload.value);
        if (changed) {
          this.#consensus = changed;
          this.dirty = this.consensusDirty = true;
        }
        break;
      }
      case "peerUp":
        this.#setPeers([...new Set([...this.row.peers, payload.value.peer])]);
        break;
      case "peerDown": {
        const gone = payload.value.peer;
        this.#setPeers(this.row.peers.filter((peer) => peer !== gone));
        break;
      }
      case "blockCommitted":
      case "blockRolledBack":
      case "blockFinalised":
      case "transactionSeen":
      case "transactionAdmitted":
      case "transactionDropped":
      case "logLine":
      case undefined:
        break;
    }
    this.#hear({ atMs: Date.now(), streaming: true, failure: null, refused: false });
  }

  #setPeers(peers: readonly string[]): void {
    this.row.peers = peers;
    this.dirty = this.unannounced = true;
  }

  #heartbeat(beat: Heartbeat): void {
    const { mempoolCount, mempoolBytes, rssBytes, eventLoopDelayP99Ms, storageBytes, uptimeMs } = beat;
    this.#setHead(beat.head, beat.final);
    this.row.peers = beat.peers;
    this.row.lastHeartbeatAtMs = Date.now();
    this.row.figures = { mempoolCount, mempoolBytes, rssBytes, eventLoopDelayP99Ms, storageBytes, uptimeMs };
    if (beat.consensus) {
      this.#consensus = beat.consensus;
      this.consensusDirty = true;
    }
    this.dirty = this.unannounced = true;
  }
}
