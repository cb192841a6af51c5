/** The read models over one database (or one transaction of it) and the networks' nodes. Holds no state of its own. */
import type { Api } from "./api";
import type { SourceChecks } from "./checks/checks";
import { blockAbsence } from "./read/absence";
import { addressTransactionsByHash, findAddress, listAddressTransactions } from "./read/addresses";
import { blocksByHash, findBlock, listBlocks } from "./read/blocks";
import { readConsensusView } from "./read/consensus";
import { type Db, findNetwork, type NetworkContext, networkContext } from "./read/network";
import { findNode, listNodes } from "./read/nodes";
import { searchAll } from "./read/search";
import { countPending, networkSummary, PENDING_COUNT_MAX, readNetworkStatus } from "./read/status";
import {
  findTransaction,
  listBlockTransactions,
  listLogs,
  listPending,
  listTransactions,
  transactionsByHash,
} from "./read/transactions";
import type { AccountSource } from "./sources";

export interface ApiOptions {
  readonly prisma: Db;
  readonly accounts: AccountSource;
  /** Absent where nobody asks for it: the live path. */
  readonly checks?: SourceChecks;
  readonly version: string;
  /** Wall clock in milliseconds; tests stop it. */
  readonly now?: () => number;
}

/** A source for where balances are not asked for. */
export const noAccounts: AccountSource = { account: async () => null };

export function createApi({ prisma, accounts, checks, version, now = Date.now }: ApiOptions): Api {
  const within =
    <Rest extends unknown[], T>(read: (db: Db, network: NetworkContext, ...rest: Rest) => Promise<T>) =>
    async (network: string, ...rest: Rest): Promise<T> =>
      read(prisma, await findNetwork(prisma, network), ...rest);
  const rows = () => prisma.network.findMany({ orderBy: [{ position: "asc" }, { name: "asc" }] });
  return {
    networks: async () => (await rows()).map((row) => row.name),
    networkSummaries: async () => (await rows()).map(networkSummary),
    sources: async () => (checks ? checks.list() : []),
    status: async () => ({
      version,
      networks: await Promise.all((await rows()).map((row) => readNetworkStatus(prisma, networkContext(row), now()))),
    }),
    networkStatus: within((db, network) => readNetworkStatus(db, network, now())),
    blocks: within(listBlocks),
    block: within(findBlock),
    absence: within(blockAbsence),
    blockTransactions: within(listBlockTransactions),
    transactions: within(listTransactions),
    pendingTransactions: within(listPending),
    transaction: within(findTransaction),
    transactionLogs: within(listLogs),
    address: within((db, network, address: string) => findAddress(db, network, accounts, address)),
    addressTransactions: within(listAddressTransactions),
    nodes: within((db, network) => listNodes(db, network, now())),
    node: within((db, network, id: string) => findNode(db, network, id, now())),
    consensus: within((db, network) => readConsensusView(db, network, now())),
    mempool: within(async (db, network, page) => {
      const [count, list] = await Promise.all([countPending(db, network), listPending(db, network, page)]);
      return { count, countIsExact: count < PENDING_COUNT_MAX, ...list };
    }),
    search: within(searchAll),
    blocksByHash: within(blocksByHash),
    transactionsByHash: within(transactionsByHash),
    addressTransactionsByHash: within(addressTransactionsByHash),
  };
}
