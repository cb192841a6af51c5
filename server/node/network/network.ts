/**
 * The node's links to its peers, and the listening side of theirs. It knows who may speak and of which chain, and nothing of
 * what is said: messages go to the driver as they come.
 */
import type { BlockRef, ConsensusMessage, ConsensusServer, GossipServer } from "#proto";
import type { Log } from "#server/lib/log";
import { endWithError, RpcError } from "#server/rpc";
import type { EventHub } from "../events/hub";
import { gossipService } from "./gossip";
import { checkHello, helloOf, type Identity } from "./hello";
import { messageBytes, type Peer, PeerLink } from "./peer-link";

export interface NetworkHandlers {
  /** Also told of a link that was up before the handler was set. */
  peerUp(id: string): void;
  message(from: string, message: ConsensusMessage): void;
  /** What the peer said of its chain when it connected. */
  greeted(from: string, head: BlockRef): void;
  /** @returns how many were new */
  transactions(raws: readonly Uint8Array[], from: string): Promise<number>;
}

export class Network {
  readonly #links: Map<string, PeerLink>;
  readonly #abort = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #handlers: NetworkHandlers | null = null;
  readonly #identity: Identity;

  constructor(identity: Identity, peers: readonly Peer[], hub: EventHub, log: Log) {
    this.#identity = identity;
    const events = {
      up: (peer: Peer) => {
        log.info({ peer: peer.id }, `linked to ${peer.id}`);
        hub.publish({ $case: "peerUp", value: { peer: peer.id, address: peer.address } });
        this.#handlers?.peerUp(peer.id);
      },
      down: (peer: Peer, reason: string) => {
        log.warn({ peer: peer.id, reason }, `lost ${peer.id}: ${reason}`);
        hub.publish({ $case: "peerDown", value: { peer: peer.id, reason } });
      },
    };
    this.#links = new Map(peers.map((peer) => [peer.id, new PeerLink(peer, identity, events, log)]));
  }

  start(handlers: NetworkHandlers): void {
    this.#handlers = handlers;
    this.#running = Promise.all([...this.#links.values()].map((link) => link.run(this.#abort.signal)));
  }

  isPeer = (id: string): boolean => this.#links.has(id);

  addressOf(id: string): string | null {
    return this.#links.get(id)?.peer.address ?? null;
  }

  peersUp(): string[] {
    return [...this.#links.values()].filter((link) => link.isUp).map((link) => link.peer.id);
  }

  isUp(id: string): boolean {
    return this.#links.get(id)?.isUp ?? false;
  }

  send(to: string, message: ConsensusMessage): void {
    const bytes = messageBytes(message);
    if (to === "all") for (const link of this.#links.values()) link.send(message, bytes);
    else this.#links.get(to)?.send(message, bytes);
  }

  share(raws: readonly Uint8Array[], except: string | null): void {
    for (const link of this.#links.values()) if (link.peer.id !== except) link.gossip.share(raws);
  }

  shareWith(id: string, raws: readonly Uint8Array[]): void {
    this.#links.get(id)?.gossip.share(raws);
  }

  consensusService(): ConsensusServer {
    return {
      exchange: (call) => {
        let from: string | null = null;
        call.on("data", (message: ConsensusMessage) => {
          try {
            const handlers = this.#handlers;
            if (!handlers) throw new RpcError("UNAVAILABLE", "the node is starting; try again shortly");
            if (from === null) {
              const hello = checkHello(message, this.#identity, this.isPeer);
              from = hello.nodeId;
              call.write(helloOf(this.#identity));
              this.#links.get(from)?.hurry();
              if (hello.head) handlers.greeted(from, hello.head);
            } else handlers.message(from, message);
          } catch (error) {
            endWithError(call, error);
          }
        });
        call.on("error", () => {});
        call.on("end", () => call.end());
      },
    };
  }

  gossipService(): GossipServer {
    return gossipService(this.isPeer, (raws, from) => this.#handlers?.transactions(raws, from) ?? Promise.resolve(0));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }
}
