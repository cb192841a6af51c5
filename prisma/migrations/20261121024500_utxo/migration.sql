-- AlterTable
ALTER TABLE "blocks" ADD COLUMN     "weight" INTEGER,
ADD COLUMN     "weight_limit" INTEGER;

-- AlterTable
ALTER TABLE "transactions" ADD COLUMN     "coinbase" BOOLEAN,
ADD COLUMN     "input_count" INTEGER,
ADD COLUMN     "lock_time" BIGINT,
ADD COLUMN     "output_count" INTEGER,
ADD COLUMN     "version" BIGINT,
ADD COLUMN     "virtual_size" INTEGER,
ADD COLUMN     "weight" INTEGER;

-- CreateTable
CREATE TABLE "utxo_outputs" (
    "network" TEXT NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "index" INTEGER NOT NULL,
    "value" DECIMAL(78,0) NOT NULL,
    "script" BYTEA NOT NULL,
    "kind" TEXT NOT NULL,
    "address" BYTEA,

    CONSTRAINT "utxo_outputs_pkey" PRIMARY KEY ("network","tx_hash","index")
);

-- CreateTable
CREATE TABLE "utxo_inputs" (
    "network" TEXT NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "index" INTEGER NOT NULL,
    "previous_hash" BYTEA,
    "previous_index" BIGINT,
    "script" BYTEA NOT NULL,
    "witness" BYTEA[],
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "utxo_inputs_pkey" PRIMARY KEY ("network","tx_hash","index")
);

-- CreateIndex
CREATE INDEX "utxo_inputs_network_previous_hash_previous_index_idx" ON "utxo_inputs"("network", "previous_hash", "previous_index");
