/** The columns that the indexer writes, in the order of the cells of a row, with the types that text is cast to. */

export interface Table {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: string])[];
}

function table(name: string, columns: Record<string, string>): Table {
  return { name, columns: Object.entries(columns) };
}

export const BLOCKS = table("blocks", {
  hash: "bytea",
  height: "bigint",
  parent_hash: "bytea",
  time: "timestamptz",
  proposer: "bytea",
  transaction_count: "int",
  transactions_root: "bytea",
  receipts_root: "bytea",
  state_root: "bytea",
  size: "int",
  gas_used: "numeric",
  gas_limit: "numeric",
  base_fee: "numeric",
  weight: "int",
  weight_limit: "int",
  difficulty: "numeric",
  extra_data: "bytea",
  canonical: "boolean",
  final: "boolean",
  verified: "boolean",
  checks: "jsonb",
  consensus: "jsonb",
  certificate: "jsonb",
  header: "bytea",
});

export const BLOCK_TRANSACTIONS = table("block_transactions", {
  block_hash: "bytea",
  index: "int",
  hash: "bytea",
  status: "text",
  gas_used: "numeric",
  cumulative_gas_used: "numeric",
  effective_gas_price: "numeric",
  contract_address: "bytea",
  log_count: "int",
});

export const LOGS = table("logs", {
  block_hash: "bytea",
  index: "int",
  transaction_hash: "bytea",
  transaction_index: "int",
  height: "bigint",
  address: "bytea",
  topic0: "bytea",
  topic1: "bytea",
  topic2: "bytea",
  topic3: "bytea",
  data: "bytea",
});

export const ADDRESS_TRANSACTIONS = table("address_transactions", {
  address: "bytea",
  height: "bigint",
  index: "int",
  block_hash: "bytea",
  hash: "bytea",
  role: "text",
});

export const TRANSACTIONS = table("transactions", {
  hash: "bytea",
  status: "text",
  type: "int",
  block_hash: "bytea",
  block_height: "bigint",
  index: "int",
  block_time: "timestamptz",
  size: "int",
  fee: "numeric",
  sender: "bytea",
  recipient: "bytea",
  value: "numeric",
  nonce: "numeric",
  gas_limit: "numeric",
  gas_price: "numeric",
  max_fee_per_gas: "numeric",
  max_priority_fee_per_gas: "numeric",
  input: "bytea",
  gas_used: "numeric",
  contract_address: "bytea",
  version: "bigint",
  lock_time: "bigint",
  coinbase: "boolean",
  virtual_size: "int",
  weight: "int",
  input_count: "int",
  output_count: "int",
  live_seq: "bigint",
});

/** These two belong to a transaction, not to a block: its id names their content. */
export const UTXO_OUTPUTS = table("utxo_outputs", {
  tx_hash: "bytea",
  index: "int",
  value: "numeric",
  script: "bytea",
  kind: "text",
  address: "bytea",
});

export const UTXO_INPUTS = table("utxo_inputs", {
  tx_hash: "bytea",
  index: "int",
  previous_hash: "bytea",
  previous_index: "bigint",
  script: "bytea",
  witness: "bytea[]",
  sequence: "bigint",
});

/** `ref` is no column: it goes into the address's frame. */
export const ADDRESSES = table("addresses", {
  address: "bytea",
  first_seen_height: "bigint",
  last_seen_height: "bigint",
  is_contract: "boolean",
  live_seq: "bigint",
  ref: "jsonb",
});

/** Tables whose rows belong to one block, and the column that says to which. */
export const CHILDREN = [BLOCK_TRANSACTIONS, LOGS, ADDRESS_TRANSACTIONS] as const;
