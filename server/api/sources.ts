/**
 * The networks' own nodes, asked over the contract for what is not indexed: account balances, raw blocks for proofs, and
 * handing over transactions. Addresses come from the nodes table, those that are alive first; a node that can't be reached
 * is passed over for the next, within one deadline.
 */
import { Metadata } from "@grpc/grpc-js";
import {
  Acknowledgement,
  type Block,
  type BlockRef,
  ChainQueryClient,
  type GetAccountResponse,
  type GetBlockResponse,
  type SubmitTransactionResponse,
} from "#proto";
import { fromBigEndian } from "#server/lib/bytes";
import { call, connect, rpcStatusOf } from "#server/rpc";
import type { Db } from "./read/network";

export interface AccountState {
  readonly balance: bigint;
  readonly nonce: number;
  readonly isContract: boolean;
  readonly at: BlockRef | null;
}

export interface AccountSource {
  /** Null when no node can tell within a second. */
  account(network: string, address: Uint8Array): Promise<AccountState | null>;
}

export type AcknowledgementName = "received" | "committed";

export interface Sources extends AccountSource {
  /** With its transactions' raw bytes. @throws ServiceError of the last node asked */
  block(network: string, hash: Uint8Array): Promise<Block | null>;
  /** @throws ServiceError of the node that refused, or of the last one that could not be reached */
  submit(
    network: string,
    raw: Uint8Array,
    ack: AcknowledgementName,
  ): Promise<{ hash: Uint8Array; block: BlockRef | null }>;
  /** Of the node that is most likely to answer; null where the network has none. It is closed with the sources. */
  client(network: string): Promise<ChainQueryClient | null>;
  close(): void;
}

/** A page waits for a balance this long. */
const ACCOUNT_DEADLINE_MS = 1_000;
const BLOCK_DEADLINE_MS = 5_000;
const RECEIVED_DEADLINE_MS = 5_000;
const COMMITTED_DEADLINE_MS = 30_000;
const NODES_ASKED_MAX = 4;
/** The nodes table changes seldom; a balance should not cost a query more. */
const ADDRESSES_KEPT_MS = 2_000;

const RANK: Record<string, number> = { alive: 0, suspect: 1, unknown: 2, dead: 3 };
const UNAVAILABLE = 14;

export function createSources(db: Db): Sources {
  const clients = new Map<string, ChainQueryClient>();
  const kept = new Map<string, { at: number; addresses: string[] }>();

  async function addressesOf(network: string): Promise<string[]> {
    const known = kept.get(network);
    if (known && Date.now() - known.at < ADDRESSES_KEPT_MS) return known.addresses;
    const rows = await db.node.findMany({ where: { network }, select: { grpc: true, status: true } });
    const addresses = rows
      .filter((row) => row.grpc !== "")
      .sort((a, b) => (RANK[a.status] ?? 4) - (RANK[b.status] ?? 4))
      .map((row) => row.grpc)
      .slice(0, NODES_ASKED_MAX);
    kept.set(network, { at: Date.now(), addresses });
    return addresses;
  }

  function clientOf(address: string): ChainQueryClient {
    const known = clients.get(address);
    if (known) return known;
    const client = connect(ChainQueryClient, address);
    clients.set(address, client);
    return client;
  }

  /** Asks one node after the other; only one that can't be reached is passed over. Null: the network has no node. */
  async function ask<T>(
    network: string,
    deadlineMs: number,
    task: (client: ChainQueryClient, signal: AbortSignal) => Promise<T>,
  ) {
    const signal = AbortSignal.timeout(deadlineMs);
    let failure: unknown = null;
    for (const address of await addressesOf(network)) {
      try {
        return await task(clientOf(address), signal);
      } catch (error) {
        failure = error;
        if (signal.aborted || rpcStatusOf(error)?.code !== UNAVAILABLE) throw error;
      }
    }
    if (failure !== null) throw failure;
    return null;
  }

  return {
    async account(network, address) {
      try {
        const answer = await ask(network, ACCOUNT_DEADLINE_MS, (client, signal) =>
          call<GetAccountResponse>((done) => client.getAccount({ address, at: undefined }, done), signal),
        );
        if (answer === null) return null;
        const { balance, nonce, codeHash, at } = answer;
        return { balance: fromBigEndian(balance), nonce, isContract: codeHash.length > 0, at: at ?? null };
      } catch {
        return null;
      }
    },
    async block(network, hash) {
      const answer = await ask(network, BLOCK_DEADLINE_MS, (client, signal) =>
        call<GetBlockResponse>(
          (done) => client.getBlock({ id: { id: { $case: "hash", value: hash } }, include: [] }, done),
          signal,
        ),
      );
      return answer?.block ?? null;
    },
    async submit(network, raw, ack) {
      const deadlineMs = ack === "committed" ? COMMITTED_DEADLINE_MS : RECEIVED_DEADLINE_MS;
      const acknowledgement =
        ack === "committed" ? Acknowledgement.ACKNOWLEDGEMENT_COMMITTED : Acknowledgement.ACKNOWLEDGEMENT_RECEIVED;
      const answer = await ask(network, deadlineMs, (client, signal) =>
        call<SubmitTransactionResponse>(
          (done) =>
            client.submitTransaction(
              { raw, acknowledgement },
              new Metadata(),
              { deadline: Date.now() + deadlineMs },
              done,
            ),
          signal,
        ),
      );
      if (answer === null) throw Object.assign(new Error("no node is known"), { code: UNAVAILABLE });
      return { hash: answer.hash, block: answer.block ?? null };
    },
    async client(network) {
      const [address] = await addressesOf(network);
      return address === undefined ? null : clientOf(address);
    },
    close() {
      for (const client of clients.values()) client.close();
      clients.clear();
    },
  };
}
