-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "networks" (
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "engine" TEXT NOT NULL,
    "ledger" TEXT NOT NULL,
    "rules" TEXT NOT NULL,
    "chain_id" BIGINT NOT NULL,
    "genesis_hash" BYTEA,
    "head_hash" BYTEA,
    "head_height" BIGINT,
    "head_time" TIMESTAMPTZ(3),
    "final_hash" BYTEA,
    "final_height" BIGINT,
    "block_interval_ms" INTEGER,
    "validators" JSONB NOT NULL DEFAULT '[]',
    "live" BOOLEAN NOT NULL DEFAULT true,
    "recording_id" TEXT,
    "source_seen_at" TIMESTAMPTZ(3),
    "source_error" TEXT,
    "lag_ms" INTEGER,
    "live_seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "networks_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "indexed_ranges" (
    "network" TEXT NOT NULL,
    "from_height" BIGINT NOT NULL,
    "to_height" BIGINT NOT NULL,

    CONSTRAINT "indexed_ranges_pkey" PRIMARY KEY ("network","from_height")
);

-- CreateTable
CREATE TABLE "blocks" (
    "network" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "height" BIGINT NOT NULL,
    "parent_hash" BYTEA NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "proposer" BYTEA,
    "transaction_count" INTEGER NOT NULL,
    "transactions_root" BYTEA NOT NULL,
    "receipts_root" BYTEA,
    "state_root" BYTEA,
    "size" INTEGER NOT NULL,
    "gas_used" DECIMAL(78,0),
    "gas_limit" DECIMAL(78,0),
    "base_fee" DECIMAL(78,0),
    "difficulty" DECIMAL(78,0),
    "extra_data" BYTEA,
    "canonical" BOOLEAN NOT NULL,
    "final" BOOLEAN NOT NULL,
    "verified" BOOLEAN NOT NULL,
    "checks" JSONB NOT NULL,
    "consensus" JSONB NOT NULL,
    "certificate" JSONB,
    "header" BYTEA NOT NULL,
    "indexed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blocks_pkey" PRIMARY KEY ("network","hash")
);

-- CreateTable
CREATE TABLE "transactions" (
    "network" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "type" INTEGER NOT NULL,
    "block_hash" BYTEA,
    "block_height" BIGINT,
    "index" INTEGER,
    "block_time" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3),
    "drop_reason" TEXT,
    "size" INTEGER NOT NULL,
    "fee" DECIMAL(78,0),
    "sender" BYTEA,
    "recipient" BYTEA,
    "value" DECIMAL(78,0),
    "nonce" DECIMAL(20,0),
    "gas_limit" DECIMAL(78,0),
    "gas_price" DECIMAL(78,0),
    "max_fee_per_gas" DECIMAL(78,0),
    "max_priority_fee_per_gas" DECIMAL(78,0),
    "input" BYTEA,
    "gas_used" DECIMAL(78,0),
    "contract_address" BYTEA,
    "live_seq" BIGINT NOT NULL DEFAULT 0,
    "live_prev" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "transactions_pkey" PRIMARY KEY ("network","hash")
);

-- CreateTable
CREATE TABLE "block_transactions" (
    "network" TEXT NOT NULL,
    "block_hash" BYTEA NOT NULL,
    "index" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "gas_used" DECIMAL(78,0),
    "cumulative_gas_used" DECIMAL(78,0),
    "effective_gas_price" DECIMAL(78,0),
    "contract_address" BYTEA,
    "log_count" INTEGER NOT NULL,

    CONSTRAINT "block_transactions_pkey" PRIMARY KEY ("network","block_hash","index")
);

-- CreateTable
CREATE TABLE "logs" (
    "network" TEXT NOT NULL,
    "block_hash" BYTEA NOT NULL,
    "index" INTEGER NOT NULL,
    "transaction_hash" BYTEA NOT NULL,
    "transaction_index" INTEGER NOT NULL,
    "height" BIGINT NOT NULL,
    "address" BYTEA NOT NULL,
    "topic0" BYTEA,
    "topic1" BYTEA,
    "topic2" BYTEA,
    "topic3" BYTEA,
    "data" BYTEA NOT NULL,

    CONSTRAINT "logs_pkey" PRIMARY KEY ("network","block_hash","index")
);

-- CreateTable
CREATE TABLE "addresses" (
    "network" TEXT NOT NULL,
    "address" BYTEA NOT NULL,
    "first_seen_height" BIGINT NOT NULL,
    "last_seen_height" BIGINT NOT NULL,
    "is_contract" BOOLEAN NOT NULL DEFAULT false,
    "live_seq" BIGINT NOT NULL DEFAULT 0,
    "live_prev" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "addresses_pkey" PRIMARY KEY ("network","address")
);

-- CreateTable
CREATE TABLE "address_transactions" (
    "network" TEXT NOT NULL,
    "address" BYTEA NOT NULL,
    "height" BIGINT NOT NULL,
    "index" INTEGER NOT NULL,
    "block_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "address_transactions_pkey" PRIMARY KEY ("network","address","height","index","block_hash")
);

-- CreateTable
CREATE TABLE "nodes" (
    "network" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "status_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "height" BIGINT,
    "head_hash" BYTEA,
    "final_height" BIGINT,
    "peers" TEXT[],
    "version" TEXT,
    "boot_id" TEXT,
    "last_heartbeat_at" TIMESTAMPTZ(3),
    "grpc" TEXT NOT NULL,
    "json_rpc" TEXT,
    "pid" INTEGER,
    "consensus" JSONB,
    "figures" JSONB,

    CONSTRAINT "nodes_pkey" PRIMARY KEY ("network","id")
);

-- CreateTable
CREATE TABLE "live_frames" (
    "network" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "topic" TEXT NOT NULL,
    "prev" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "ref" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "live_frames_pkey" PRIMARY KEY ("network","seq")
);

-- CreateTable
CREATE TABLE "live_topics" (
    "network" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "live_topics_pkey" PRIMARY KEY ("network","topic")
);

-- CreateIndex
CREATE INDEX "blocks_network_canonical_height_idx" ON "blocks"("network", "canonical", "height" DESC);

-- CreateIndex
CREATE INDEX "blocks_network_height_idx" ON "blocks"("network", "height" DESC);

-- CreateIndex
CREATE INDEX "blocks_network_time_idx" ON "blocks"("network", "time" DESC);

-- CreateIndex
CREATE INDEX "transactions_network_block_height_index_idx" ON "transactions"("network", "block_height" DESC, "index" DESC);

-- CreateIndex
CREATE INDEX "transactions_network_status_first_seen_at_idx" ON "transactions"("network", "status", "first_seen_at" DESC);

-- CreateIndex
CREATE INDEX "block_transactions_network_hash_idx" ON "block_transactions"("network", "hash");

-- CreateIndex
CREATE INDEX "logs_network_transaction_hash_idx" ON "logs"("network", "transaction_hash");

-- CreateIndex
CREATE INDEX "logs_network_address_height_idx" ON "logs"("network", "address", "height" DESC);

-- CreateIndex
CREATE INDEX "address_transactions_network_block_hash_idx" ON "address_transactions"("network", "block_hash");

-- CreateIndex
CREATE INDEX "live_frames_network_topic_seq_idx" ON "live_frames"("network", "topic", "seq" DESC);

-- CreateIndex
CREATE INDEX "live_frames_at_idx" ON "live_frames"("at");


