/** Requests and topics, checked. Pure. */
import type { NetworkTopic, SubscribeAck, SubscribeRequest, Topic } from "./protocol";

const NETWORK_TOPICS: Record<NetworkTopic, true> = {
  blocks: true,
  transactions: true,
  mempool: true,
  consensus: true,
  nodes: true,
  alerts: true,
};

const ADDRESS = /^address:0x[0-9a-f]{40}$/;
const TRANSACTION = /^tx:0x[0-9a-f]{64}$/;

export type TopicKind = NetworkTopic | "address" | "tx";

export function isNetworkTopic(text: string): text is NetworkTopic {
  return Object.hasOwn(NETWORK_TOPICS, text);
}

export function kindOf(topic: Topic): TopicKind {
  if (isNetworkTopic(topic)) return topic;
  return topic.startsWith("address:") ? "address" : "tx";
}

/** Addresses and hashes in lower case; null for what is no topic. */
export function parseTopic(text: string): Topic | null {
  if (isNetworkTopic(text)) return text;
  const topic = text.toLowerCase();
  return ADDRESS.test(topic) || TRANSACTION.test(topic) ? (topic as Topic) : null;
}

/** The part behind the colon, without 0x. */
export function hexOfTopic(topic: Topic): string {
  return topic.slice(topic.indexOf(":0x") + 3);
}

export const roomOf = (network: string, topic: string) => `${network}|${topic}`;

export type Refusal = Extract<SubscribeAck, { error: unknown }>;

export const refusal = (code: string, detail: string): Refusal => ({ error: { code, detail } });

/** A request as anyone may send it. */
export function parseRequest(given: unknown): SubscribeRequest | Refusal {
  if (typeof given !== "object" || given === null)
    return refusal("invalid-request", "Expected an object {network?, topic, after?}.");
  const { network, topic: text, after } = given as Record<string, unknown>;
  if (network !== undefined && typeof network !== "string")
    return refusal("invalid-request", "network: expected a string.");
  if (typeof text !== "string") return refusal("invalid-request", "topic: expected a string.");
  if (after !== undefined && (typeof after !== "number" || !Number.isSafeInteger(after) || after < 0))
    return refusal("invalid-request", "after: expected a sequence number, as in a frame's seq.");
  const topic = parseTopic(text);
  if (topic === null)
    return refusal(
      "unknown-topic",
      "Topics: blocks, transactions, mempool, consensus, nodes, alerts, address:0x<40 hex digits>, tx:0x<64 hex digits>.",
    );
  return { topic, ...(network === undefined ? {} : { network }), ...(after === undefined ? {} : { after }) };
}
