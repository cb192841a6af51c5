/** Requests and topics, checked. Pure. */
import { fromHex } from "#server/lib/bytes";
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
/** Of utxo ledgers: base58 and bech32, which tell capitals apart, and bare hashes. */
const UTXO_ADDRESS = /^address:(?![0-9a-fA-F]{40}$)[0-9A-Za-z]{14,90}$/;
const UTXO_TRANSACTION = /^tx:[0-9a-f]{64}$/;

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
  if (ADDRESS.test(topic) || TRANSACTION.test(topic) || UTXO_TRANSACTION.test(topic)) return topic as Topic;
  return UTXO_ADDRESS.test(text) ? (text as Topic) : null;
}

/** The part behind the colon. */
export function idOfTopic(topic: Topic): string {
  return topic.slice(topic.indexOf(":") + 1);
}

/** As the tables hold the part behind the colon. */
export function bytesOfTopic(topic: Topic): Uint8Array<ArrayBuffer> {
  const id = idOfTopic(topic);
  return id.startsWith("0x") || topic.startsWith("tx:") ? fromHex(id) : new TextEncoder().encode(id);
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
      "Topics: blocks, transactions, mempool, consensus, nodes, alerts, address:<address>, tx:<hash>; on an account ledger 0x and 40 or 64 hex digits.",
    );
  return { topic, ...(network === undefined ? {} : { network }), ...(after === undefined ? {} : { after }) };
}
