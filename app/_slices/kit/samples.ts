/** Made-up things to show the kit with; nothing of them stands on any chain. */
import type { BlockView } from "#server/api";

export const SAMPLE_HASH = "0x5f3a9c1e7b2d4860a1c3e5f7092b4d6e8fa0c2e4163850728496badcfe102347";
export const SAMPLE_ADDRESS = "0x7a250d5630b4cf539739df2c5dacb4c659f2488d";
export const SAMPLE_TIME = "2026-01-01T00:00:00.000Z";

const OK = { hash: "ok", parent: "ok", transactions: "ok", senders: "ok", receipts: "ok", seal: "ok" } as const;

export function sampleBlock(height: number, more: Partial<BlockView> = {}): BlockView {
  const digit = ((height * 7) % 16).toString(16);
  return {
    network: "sample",
    height,
    hash: `0x${digit}${SAMPLE_HASH.slice(3, -2)}${(height % 100).toString().padStart(2, "0")}`,
    parentHash: SAMPLE_HASH,
    time: new Date(Date.parse(SAMPLE_TIME) + height * 1000).toISOString(),
    proposer: `alpha-${(height % 4) + 1}`,
    proposerAddress: SAMPLE_ADDRESS,
    transactionCount: (height * 3) % 11,
    transactionsRoot: SAMPLE_HASH,
    receiptsRoot: SAMPLE_HASH,
    stateRoot: SAMPLE_HASH,
    size: 1200,
    gasUsed: String(((height * 5) % 13) * 2_000_000),
    gasLimit: "30000000",
    weight: null,
    weightLimit: null,
    baseFee: "1000000000",
    difficulty: "0",
    extraData: "0x",
    canonical: true,
    final: true,
    verified: true,
    checks: OK,
    consensus: { engine: "poa" },
    ...more,
  };
}

export const SAMPLE_BLOCKS: BlockView[] = [
  sampleBlock(108, { final: false }),
  sampleBlock(107, { final: false }),
  sampleBlock(106),
  sampleBlock(106, { hash: `0xc${SAMPLE_HASH.slice(3)}`, canonical: false, final: false }),
  sampleBlock(105, { verified: false, checks: { ...OK, receipts: "failed" } }),
  sampleBlock(104, { gasUsed: "30000000", transactionCount: 412 }),
  sampleBlock(103, { gasUsed: null, proposer: null, proposerAddress: null }),
];
