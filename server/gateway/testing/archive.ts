/** An era1 archive around recorded blocks, for tests: receipts are made up, so the headers are made to commit to them. */
import { readFileSync } from "node:fs";
import { RLP } from "@ethereumjs/rlp";
import {
  blockFromRlp,
  bloomOf,
  type ChainReceipt,
  decodeHeader,
  encodeHeader,
  receiptsRoot,
  rlpItemBytes,
} from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { type ArchiveOptions, writeEra1 } from "./era1-writer";

/** Receipts as Frontier wrote them, with a state root each; none is the real one, so the header commits to these. */
function madeUpReceipts(count: number): { receipts: ChainReceipt[]; rlp: Uint8Array } {
  const receipts: ChainReceipt[] = Array.from({ length: count }, (_, index) => {
    const logs = [
      { address: new Uint8Array(20).fill(index), topics: [new Uint8Array(32).fill(9)], data: Uint8Array.of(1) },
    ];
    return {
      transactionHash: new Uint8Array(32),
      type: 0,
      outcome: { $case: "postState", value: new Uint8Array(32).fill(index + 1) },
      cumulativeGasUsed: 21_000 * (index + 1),
      gasUsed: 21_000,
      logsBloom: bloomOf(logs, nativeCrypto),
      logs,
    };
  });
  const rlp = RLP.encode(
    receipts.map(({ outcome, cumulativeGasUsed, logsBloom, logs }) => [
      outcome?.$case === "postState" ? outcome.value : new Uint8Array(),
      cumulativeGasUsed,
      logsBloom,
      logs.map(({ address, topics, data }) => [address, topics, data]),
    ]),
  );
  return { receipts, rlp };
}

/** The first blocks of the recorded chain that hold legacy transactions only, chained anew around made-up receipts. */
export function archive(path: string, blocks: number, options: ArchiveOptions = {}): Buffer {
  const archived = [];
  let parentHash = new Uint8Array(32);
  for (let rest = new Uint8Array(readFileSync(path)); archived.length < blocks; ) {
    const length = rlpItemBytes(rest, "file");
    const block = blockFromRlp(rest.slice(0, length), "ethereum", nativeCrypto);
    rest = rest.subarray(length);
    const { receipts, rlp } = madeUpReceipts(block.transactions.length);
    const joined = new Uint8Array(256);
    for (const { logsBloom } of receipts)
      for (const [at, byte] of logsBloom.entries()) joined[at] = (joined[at] ?? 0) | byte;
    const header = encodeHeader({
      ...decodeHeader(block.header),
      parentHash,
      receiptsRoot: receiptsRoot(receipts, nativeCrypto),
      logsBloom: joined,
      gasUsed: BigInt(21_000 * receipts.length),
    });
    const hash = nativeCrypto.keccak256(header);
    parentHash = Uint8Array.from(hash);
    const body = RLP.encode([
      block.transactions.map(({ raw }) => RLP.decode(raw)),
      block.uncles.map((raw) => RLP.decode(raw)),
    ]);
    archived.push({ block: { ...block, header, hash }, body, receipts: rlp });
  }
  return writeEra1(archived, 1_000_000n, options);
}
