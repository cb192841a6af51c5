/** The live protocol's shapes, shared with the browser: Socket.IO at path `/live`. Types only. */

/** A network's own topics; an address and a transaction have topics of their own. */
export type NetworkTopic = "blocks" | "transactions" | "mempool" | "consensus" | "nodes" | "alerts";
export type Topic = NetworkTopic | `address:${string}` | `tx:${string}`;

export interface SubscribeRequest {
  /** The first network when absent. */
  network?: string;
  topic: Topic;
  /** The last `seq` the client saw on this topic: frames after it are sent again when they are still kept. */
  after?: number;
}

export type SubscribeAck =
  | {
      /** The number of the newest frame on the topic that the snapshot includes. */
      seq: number;
      /** The topic's present state in the shape of its REST answer; null when `after` could be honoured. */
      snapshot: unknown;
    }
  | { error: { code: string; detail: string } };

/**
 * One change. `prev` is the number of the topic's frame before this one: where it is not the last `seq` seen, something was
 * missed, and the client subscribes again.
 *
 * | topic          | type                                           | data                                     |
 * | -------------- | ---------------------------------------------- | ---------------------------------------- |
 * | blocks         | `block.added` `block.updated` `block.final`    | the block as REST gives it               |
 * |                | `block.reverted`                               | the block, `canonical: false`            |
 * |                | `blocks.range`                                 | `{from, to}`: a range was filled         |
 * | transactions   | `transactions.included`                        | `{items}`: at most 50, newest first      |
 * |                | `transactions.pending` `transactions.dropped`  | `{items}`                                |
 * | mempool        | `mempool.changed`                              | `{count}`                                |
 * | nodes          | `node.updated`                                 | the node as REST gives it                |
 * | consensus      | `consensus.updated`                            | as `GET /consensus`                      |
 * | address:<a>    | `address.updated`                              | `{items}`: its new transactions          |
 * | tx:<h>         | `transaction.updated`                          | the transaction as REST gives it         |
 */
export interface Frame {
  network: string;
  topic: Topic;
  prev: number;
  seq: number;
  type: string;
  data: unknown;
}

/** Sent once to a client that fell behind its buffer, or whose frames are no longer kept: subscribe again. */
export interface Reset {
  network: string;
  topic: Topic;
  code: "behind" | "expired" | "range";
}

export interface ServerToClientEvents {
  frame: (frame: Frame) => void;
  reset: (reset: Reset) => void;
}

export interface ClientToServerEvents {
  subscribe: (request: SubscribeRequest, ack: (answer: SubscribeAck) => void) => void;
  unsubscribe: (request: { network?: string; topic: Topic }, ack: () => void) => void;
}
