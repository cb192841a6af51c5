/**
 * The outgoing half of the way between two nodes: one Consensus stream with hellos first, and the gossip beside it. It is
 * opened again for ever, with exponential back-off and jitter; keep-alive pings notice a peer that died silently.
 */
import type { ClientDuplexStream } from "@grpc/grpc-js";
import { ConsensusClient, type ConsensusMessage, GossipClient } from "#proto";
import type { Log } from "#server/lib/log";
import { backoff, connect, rpcStatusOf } from "#server/rpc";
import { GossipLink } from "./gossip";
import { checkHello, helloOf, type Identity } from "./hello";
import { Outbox } from "./outbox";

/** Votes are small and a proposal stands for itself: more than this has no worth for a peer that does not read. */
const OUTBOX_LIMITS = { countMax: 256, bytesMax: 16 * 1024 * 1024 };
const HELLO_TIMEOUT_MS = 5_000;
const RECONNECT_MIN_MS = 200;
const RECONNECT_MAX_MS = 5_000;

export interface Peer {
  readonly id: string;
  readonly address: string;
}

export interface LinkEvents {
  up(peer: Peer): void;
  down(peer: Peer, reason: string): void;
}

export class PeerLink {
  readonly #outbox = new Outbox<ConsensusMessage>(OUTBOX_LIMITS);
  readonly gossip: GossipLink;
  isUp = false;
  #pausing: AbortController | null = null;

  constructor(
    readonly peer: Peer,
    private readonly identity: Identity,
    private readonly events: LinkEvents,
    private readonly log: Log,
  ) {
    this.gossip = new GossipLink(identity.nodeId);
  }

  send(message: ConsensusMessage, bytes: number): void {
    this.#outbox.push(message, bytes);
  }

  /** The peer has just called: what kept it from being reached is over. */
  hurry(): void {
    this.#pausing?.abort();
  }

  /** Until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const pause = backoff({ minMs: RECONNECT_MIN_MS, maxMs: RECONNECT_MAX_MS });
    while (!signal.aborted) {
      const consensus = connect(ConsensusClient, this.peer.address);
      const gossip = connect(GossipClient, this.peer.address);
      const reason = await this.#hold(consensus, gossip, signal, () => pause.reset());
      this.#outbox.detach();
      this.gossip.close();
      consensus.close();
      gossip.close();
      if (this.isUp) {
        this.isUp = false;
        this.events.down(this.peer, reason);
      } else this.log.debug({ peer: this.peer.id, reason }, "a peer can't be reached");
      if (signal.aborted) return;
      this.#pausing = new AbortController();
      await pause.wait(AbortSignal.any([signal, this.#pausing.signal]));
      this.#pausing = null;
    }
  }

  /** One connection, from hello to end. @returns why it ended */
  #hold(consensus: ConsensusClient, gossip: GossipClient, signal: AbortSignal, greeted: () => void): Promise<string> {
    return new Promise((resolve) => {
      const stream: ClientDuplexStream<ConsensusMessage, ConsensusMessage> = consensus.exchange();
      const end = (reason: string) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
        stream.cancel();
        resolve(reason);
      };
      const stop = () => end("this node stops");
      const timer = setTimeout(() => end(`no hello within ${HELLO_TIMEOUT_MS} ms`), HELLO_TIMEOUT_MS);
      signal.addEventListener("abort", stop, { once: true });
      stream.on("error", (error) => end(rpcStatusOf(error)?.details ?? "the stream broke"));
      stream.on("end", () => end("the peer ended the stream"));
      stream.on("data", (message: ConsensusMessage) => {
        if (this.isUp || signal.aborted) return;
        clearTimeout(timer);
        try {
          checkHello(message, this.identity, (id) => id === this.peer.id);
        } catch (error) {
          return end(error instanceof Error ? error.message : String(error));
        }
        this.isUp = true;
        this.#outbox.attach(stream);
        this.gossip.open(gossip);
        greeted();
        this.events.up(this.peer);
      });
      stream.write(helloOf(this.identity));
    });
  }
}

export function messageBytes(message: ConsensusMessage): number {
  const body = message.message;
  return body?.$case === "poaProposal" ? 500 + (body.value.block?.size ?? 0) : 300;
}
