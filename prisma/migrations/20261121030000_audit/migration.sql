-- CreateTable
CREATE TABLE "audits" (
    "network" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "next_height" BIGINT NOT NULL,
    "findings" INTEGER NOT NULL DEFAULT 0,
    "repaired" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "audits_pkey" PRIMARY KEY ("network")
);

-- CreateTable
CREATE TABLE "audit_findings" (
    "network" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "from_height" BIGINT NOT NULL,
    "to_height" BIGINT NOT NULL,
    "detail" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "repaired_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_findings_pkey" PRIMARY KEY ("network","id")
);
