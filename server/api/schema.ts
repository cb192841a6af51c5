/**
 * The shapes of REST: the same zod schemas parse requests, type the views and write the OpenAPI description. Heights,
 * counts and milliseconds are numbers; amounts, gas, fees, nonces and difficulty are decimal strings; times are ISO 8601
 * in UTC with milliseconds.
 */
import { z } from "@hono/zod-openapi";
import { UtxoInputView, UtxoOutputView } from "./schema-utxo";

const decimal = z.string().regex(/^\d+$/);
const hash = z.string();
const time = z.iso.datetime({ precision: 3 });

export const CheckStatus = z.enum(["ok", "failed", "notApplicable", "notGiven"]);
export const CheckName = z.enum(["hash", "parent", "transactions", "senders", "receipts", "seal"]);
/** `detail` as a code with its facts, each null where the code has none; `transaction` is the hash at `index`. */
export const CheckFinding = z.object({
  code: z.enum([
    "header",
    "parent",
    "parent-turn",
    "parent-term",
    "transactions",
    "senders",
    "receipts",
    "sealed",
    "votes",
    "led",
    "acknowledged",
    "form-only",
    "work",
    "signer",
    "committed",
    "no-key",
    "field",
    "transaction",
  ]),
  count: z.number().int().nullable(),
  of: z.number().int().nullable(),
  gas: decimal.nullable(),
  height: z.number().int().nullable(),
  index: z.number().int().nullable(),
  transaction: hash.nullable(),
  field: z.string().nullable(),
  address: z.string().nullable(),
  inTurn: z.boolean().nullable(),
  /** Turn or term: of the block, and of the one before it. */
  turn: z.number().int().nullable(),
  before: z.number().int().nullable(),
  reason: z.string().nullable(),
});
/** What was compared: `stated` is the source's word, `computed` is ours. */
export const CheckDetail = z.object({
  status: CheckStatus,
  stated: z.string().optional(),
  computed: z.string().optional(),
  /** In English. */
  detail: z.string().optional(),
  finding: CheckFinding.nullable().optional(),
});
export const Checks = z.record(CheckName, CheckStatus);

export const BlockRef = z.object({ height: z.number().int(), hash });

export const BlockView = z
  .object({
    network: z.string(),
    height: z.number().int(),
    hash,
    parentHash: hash,
    time,
    /** Node id where the network's authority set knows the address, else the address; null where nobody is named. */
    proposer: z.string().nullable(),
    proposerAddress: z.string().nullable(),
    transactionCount: z.number().int(),
    transactionsRoot: hash,
    receiptsRoot: hash.nullable(),
    stateRoot: hash.nullable(),
    size: z.number().int(),
    gasUsed: decimal.nullable(),
    gasLimit: decimal.nullable(),
    baseFee: decimal.nullable(),
    /** On utxo ledgers, in place of gas. */
    weight: z.number().int().nullable(),
    weightLimit: z.number().int().nullable(),
    difficulty: decimal.nullable(),
    extraData: z.string().nullable(),
    canonical: z.boolean(),
    final: z.boolean(),
    verified: z.boolean(),
    checks: Checks,
    consensus: z.looseObject({ engine: z.string() }),
  })
  .openapi("Block");

/** A block with what only its own page needs. */
export const BlockDetailView = BlockView.extend({
  checkDetails: z.record(CheckName, CheckDetail),
  certificate: z
    .object({
      turn: z.number().int(),
      quorum: z.number().int().nullable(),
      seals: z.array(z.object({ validator: z.string(), id: z.string().nullable(), signature: z.string() })),
    })
    .nullable(),
  /** Hashes of other known blocks at this height. */
  siblings: z.array(hash),
  previous: BlockRef.nullable(),
  next: BlockRef.nullable(),
}).openapi("BlockDetail");

export const TransactionStatus = z.enum(["pending", "success", "failed", "dropped", "unknown"]);

export const TransactionView = z
  .object({
    network: z.string(),
    hash,
    ledger: z.enum(["account", "utxo"]),
    status: TransactionStatus,
    blockHeight: z.number().int().nullable(),
    blockHash: hash.nullable(),
    index: z.number().int().nullable(),
    /** The block's time; null while pending. */
    time: time.nullable(),
    firstSeenAt: time.nullable(),
    final: z.boolean(),
    type: z.number().int(),
    size: z.number().int(),
    fee: decimal.nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    value: decimal.nullable(),
    nonce: decimal.nullable(),
    gasLimit: decimal.nullable(),
    gasPrice: decimal.nullable(),
    maxFeePerGas: decimal.nullable(),
    maxPriorityFeePerGas: decimal.nullable(),
    gasUsed: decimal.nullable(),
    /** The first 4 bytes of the input, or null. */
    method: z.string().nullable(),
    contractAddress: z.string().nullable(),
    // utxo ledgers, where `value` is the sum of the outputs; null on account ledgers
    version: z.number().int().nullable(),
    /** A height, or seconds since 1970 from 500,000,000 on. */
    lockTime: z.number().int().nullable(),
    coinbase: z.boolean().nullable(),
    virtualSize: z.number().int().nullable(),
    weight: z.number().int().nullable(),
    inputCount: z.number().int().nullable(),
    outputCount: z.number().int().nullable(),
    dropReason: z.string().nullable(),
  })
  .openapi("Transaction");

export const LogView = z
  .object({
    index: z.number().int(),
    address: z.string(),
    topics: z.array(z.string()),
    data: z.string(),
    blockHeight: z.number().int(),
    transactionHash: hash,
    transactionIndex: z.number().int(),
  })
  .openapi("Log");

export const TransactionDetailView = TransactionView.extend({
  input: z.string().nullable(),
  /** The first 1,000; null on account ledgers. */
  inputs: z.array(UtxoInputView).nullable(),
  /** The first 1,000; null on account ledgers. */
  outputs: z.array(UtxoOutputView).nullable(),
  logs: z.array(LogView),
  /** Other blocks that hold it and are not canonical. */
  forkedBlocks: z.array(BlockRef),
  confirmations: z.number().int(),
}).openapi("TransactionDetail");

export const AddressView = z
  .object({
    network: z.string(),
    address: z.string(),
    ledger: z.enum(["account", "utxo"]),
    /** As the network's node states it, or the sum of unspent outputs on utxo ledgers; null where nobody can tell. */
    balance: decimal.nullable(),
    nonce: decimal.nullable(),
    balanceAt: BlockRef.nullable(),
    /** Why there is no balance: nobody can be asked, blocks are missing from the index, or too many to add up. */
    balanceUnknown: z.enum(["no-source", "partial-history", "long-history"]).nullable(),
    isContract: z.boolean(),
    firstSeenHeight: z.number().int().nullable(),
    lastSeenHeight: z.number().int().nullable(),
    /** A validator's node id, where the address is one's. */
    validator: z.string().nullable(),
  })
  .openapi("Address");

export const AddressTransactionView = TransactionView.extend({
  role: z.enum(["from", "to", "self", "created"]),
}).openapi("AddressTransaction");

export const NetworkStatusView = z
  .object({
    name: z.string(),
    engine: z.string(),
    ledger: z.string(),
    /** Null where the chain has none, or none is known yet. */
    chainId: z.number().int().nullable(),
    genesisHash: hash.nullable(),
    /** False for a recording. */
    live: z.boolean(),
    head: z.object({ height: z.number().int(), hash, time }).nullable(),
    final: BlockRef.nullable(),
    indexed: z.object({
      ranges: z.array(z.tuple([z.number().int(), z.number().int()])),
      lagMs: z.number().int().nullable(),
    }),
    nodes: z.object({ alive: z.number().int(), total: z.number().int() }),
    /** Mean over the newest blocks of the last minute; null where there are fewer than two. */
    tps: z.number().nullable(),
    blockTimeMs: z.number().nullable(),
    blockIntervalMs: z.number().int().nullable(),
    pendingCount: z.number().int(),
    /** Whether a source of it has ever answered: before that, nothing above is known. */
    heard: z.boolean(),
    /** Whether the present configuration names it. */
    configured: z.boolean(),
    /** Why the source can't be reached now, in English; null while it can. */
    sourceError: z.string().nullable(),
    /** The indexer's audit of its own tables; null before its first look. */
    audit: z.object({ checkedAt: time, findings: z.number().int(), repaired: z.number().int() }).nullable(),
  })
  .openapi("NetworkStatus");

export const StatusView = z.object({ version: z.string(), networks: z.array(NetworkStatusView) }).openapi("Status");

/** One network in a list: enough to choose by. */
export const NetworkSummaryView = z.object({
  name: z.string(),
  /** Null until a source has answered for the first time. */
  engine: z.string().nullable(),
  ledger: z.string().nullable(),
  /** False for a recording; null until a source has answered. */
  live: z.boolean().nullable(),
  /** Whether the present configuration names it. */
  configured: z.boolean(),
  /** Why no source can be followed now; null while one can. */
  sourceError: z.string().nullable(),
});

export const SearchItem = z.object({
  type: z.enum(["block", "transaction", "address", "node", "network"]),
  network: z.string(),
  id: z.string(),
  label: z.string(),
  href: z.string(),
});
export const SearchView = z.object({ items: z.array(SearchItem) }).openapi("Search");

export const MempoolView = z
  .object({
    /** Waiting transactions, counted up to a bound: `countIsExact` is false beyond it. */
    count: z.number().int(),
    countIsExact: z.boolean(),
    items: z.array(TransactionView),
    nextCursor: z.string().nullable(),
  })
  .openapi("Mempool");

/**
 * A Merkle proof that a transaction stands in its block. `mpt`: `path` holds the trie's nodes from the root down.
 * `merkle-sha256d`: `key` is the transaction's hash, and `path` the hash beside it on each level, from the bottom up.
 */
export const ProofView = z
  .object({
    kind: z.enum(["mpt", "merkle-sha256d"]),
    root: hash,
    key: z.string(),
    path: z.array(z.string()),
    blockHash: hash,
    blockHeight: z.number().int(),
    index: z.number().int(),
  })
  .openapi("Proof");

export const SubmittedView = z.object({ hash, block: BlockRef.nullable() }).openapi("Submitted");
export const FaucetView = z.object({ hash, amount: decimal }).openapi("FaucetPayment");

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), expected: z.string() })).optional(),
  })
  .openapi("Problem");

export const LIST_LIMIT_DEFAULT = 25;
/** As the public surface promises. */
export const LIST_LIMIT_MAX = 100;

export const ListQuery = z.object({
  network: z.string().max(64).optional().openapi({
    description: "A network's name. Without it: the first one; all of them for status, sources and search",
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIST_LIMIT_MAX)
    .default(LIST_LIMIT_DEFAULT)
    .openapi({ description: "Items at most", example: 2 }),
  cursor: z.string().max(256).optional().openapi({ description: "The nextCursor of the page before, unchanged" }),
});

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export type CheckStatus = z.infer<typeof CheckStatus>;
export type CheckName = z.infer<typeof CheckName>;
export type CheckFinding = z.infer<typeof CheckFinding>;
export type CheckDetail = z.infer<typeof CheckDetail>;
export type BlockView = z.infer<typeof BlockView>;
export type BlockDetailView = z.infer<typeof BlockDetailView>;
export type TransactionStatus = z.infer<typeof TransactionStatus>;
export type TransactionView = z.infer<typeof TransactionView>;
export type TransactionDetailView = z.infer<typeof TransactionDetailView>;
export type LogView = z.infer<typeof LogView>;
export type AddressView = z.infer<typeof AddressView>;
export type AddressTransactionView = z.infer<typeof AddressTransactionView>;
export type NetworkStatusView = z.infer<typeof NetworkStatusView>;
export type StatusView = z.infer<typeof StatusView>;
export type SearchItem = z.infer<typeof SearchItem>;
export type SearchView = z.infer<typeof SearchView>;
export type NetworkSummaryView = z.infer<typeof NetworkSummaryView>;
export type MempoolView = z.infer<typeof MempoolView>;
export type ProofView = z.infer<typeof ProofView>;
export type Problem = z.infer<typeof Problem>;
