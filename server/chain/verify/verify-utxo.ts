/**
 * The checks of a block of a utxo ledger: header and parent, the Merkle root over the transactions (refusing the repeated tail
 * of CVE-2012-2459), the witness commitment (BIP-141), weight, height in the coinbase (BIP-34), each transaction in itself, and
 * the proof of work. Scripts and amounts spent need other blocks and are not looked at.
 */
import { concatBytes, equalBytes } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import { attempt } from "../errors";
import { checkProofOfWork } from "../seal/proof-of-work";
import type { ChainBlock } from "../types";
import { compactSizeLength, reversed, sha256d } from "../utxo/bytes";
import { decodeUtxoHeader, UTXO_HEADER_BYTES, type UtxoHeader, utxoBlockHash } from "../utxo/header";
import { merkleRoot } from "../utxo/merkle";
import type { UtxoNetwork } from "../utxo/networks";
import { coinbaseHeight, decodeUtxoTransaction, type UtxoTransaction, utxoTransactionFault } from "../utxo/transaction";
import { type ParentFacts, withoutParent } from "./check-header";
import { agrees, counted, differs, failed, firstOf, notApplicable } from "./findings";
import type { CheckName, CheckResult, UtxoContent } from "./types";

/** BIP-141. */
const WEIGHT_MAX = 4_000_000;

export function verifyUtxoParts(
  block: ChainBlock,
  parent: ParentFacts | null,
  network: UtxoNetwork,
  crypto: Crypto,
): UtxoContent & { checks: Record<CheckName, CheckResult> } {
  const decoded = block.transactions.map(({ raw }) => attempt(() => decodeUtxoTransaction(raw, crypto, network)));
  const header = attempt(() => decodeUtxoHeader(block.header));
  const unread = decoded.findIndex((each) => typeof each === "string");
  const transactions = decoded
    .slice(0, unread === -1 ? decoded.length : unread)
    .filter((each) => typeof each === "object");
  const others = {
    senders: notApplicable("inputs are authorised by scripts, not by senders"),
    receipts: notApplicable("a utxo ledger has no receipts"),
  };
  if (typeof header === "string") {
    const result = failed(header);
    const checks = { hash: result, parent: result, transactions: result, seal: result, ...others };
    return { header: null, transactions, checks };
  }
  const checks = {
    hash: checkHash(block, header, transactions[0], network, crypto),
    parent: checkParent(block, header, parent),
    transactions: checkTransactions(block, header, decoded, crypto),
    seal: checkProofOfWork(utxoBlockHash(block.header, crypto), header.bits, network),
    ...others,
  };
  return { header, transactions, checks };
}

function checkHash(
  block: ChainBlock,
  header: UtxoHeader,
  coinbase: UtxoTransaction | undefined,
  network: UtxoNetwork,
  crypto: Crypto,
): CheckResult {
  const computed = utxoBlockHash(block.header, crypto);
  return firstOf(
    (function* () {
      yield differs("hash", block.hash, computed);
      yield differs("parentHash", block.parentHash, header.parentHash);
      if (block.time !== undefined) yield differs("time (ms)", block.time.getTime(), header.timestamp * 1000);
      if (block.height >= network.bip34Height && coinbase)
        yield differs("height in the coinbase", block.height, coinbaseHeight(coinbase));
    })(),
    () => agrees("double SHA-256 of the header, and what stands beside it", block.hash, computed),
  );
}

function checkParent(block: ChainBlock, header: UtxoHeader, parent: ParentFacts | null): CheckResult {
  if (!parent) return withoutParent(block.height, header.parentHash);
  return firstOf(
    [differs("parentHash", header.parentHash, parent.hash), differs("height", block.height, parent.height + 1)],
    () => agrees(`the hash of block ${parent.height}`, header.parentHash, parent.hash),
  );
}

type Decoded = readonly (UtxoTransaction | string)[];

function checkTransactions(block: ChainBlock, header: UtxoHeader, decoded: Decoded, crypto: Crypto): CheckResult {
  const transactions: UtxoTransaction[] = [];
  for (const [index, each] of decoded.entries()) {
    if (typeof each === "string") return failed(`transactions[${index}]: ${each}`);
    transactions.push(each);
  }
  if (transactions.length === 0) return failed("a block has at least a coinbase");
  const { root, mutated } = merkleRoot(
    transactions.map(({ hash }) => hash),
    crypto,
  );
  return firstOf(
    (function* () {
      yield differs("merkleRoot", header.merkleRoot, root);
      if (mutated) yield failed("the list repeats its own tail: another list has the same root (CVE-2012-2459)");
      yield* transactions.map((transaction, index) => transactionFinding(block, transaction, index));
      yield checkWitnesses(transactions, crypto);
      const weight = weightOf(transactions);
      if (weight > WEIGHT_MAX) yield { ...failed("weight"), stated: String(weight), computed: `at most ${WEIGHT_MAX}` };
    })(),
    () => agrees(`Merkle root over ${counted(transactions.length, "transaction")}`, header.merkleRoot, root),
  );
}

function transactionFinding(block: ChainBlock, transaction: UtxoTransaction, index: number): CheckResult | null {
  const field = `transactions[${index}]`;
  const stated = block.transactions[index]?.hash;
  const fault = utxoTransactionFault(transaction);
  if (fault) return failed(`${field}: ${fault}`);
  if (transaction.coinbase !== (index === 0))
    return failed(index === 0 ? `${field}: the first is no coinbase` : `${field}: a second coinbase`);
  return stated ? differs(`${field}.hash`, stated, transaction.hash) : null;
}

function weightOf(transactions: readonly UtxoTransaction[]): number {
  const beside = 4 * (UTXO_HEADER_BYTES + compactSizeLength(transactions.length));
  return transactions.reduce((sum, { weight }) => sum + weight, beside);
}

const COMMITMENT = [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed];

/** BIP-141: the last output of the coinbase that begins like a commitment is one; without one nobody may bring witnesses. */
function checkWitnesses(transactions: readonly UtxoTransaction[], crypto: Crypto): CheckResult | null {
  const [coinbase] = transactions;
  const output = coinbase?.outputs.findLast(
    ({ script }) => script.length >= 38 && COMMITMENT.every((byte, index) => script[index] === byte),
  );
  const bearer = transactions.findIndex(({ inputs }) => inputs.some(({ witness }) => witness.length > 0));
  if (!output)
    return bearer === -1 ? null : failed(`transactions[${bearer}] has witnesses, but no output commits to them`);
  const witness = coinbase?.inputs[0]?.witness ?? [];
  const [reserved] = witness;
  if (bearer === -1 && !reserved) return null;
  if (witness.length !== 1 || reserved?.length !== 32)
    return failed("the coinbase's witness is not the one reserved value of 32 bytes");
  // The coinbase can't commit to itself: zeros stand for it.
  const wtxids = transactions.map(({ wtxid }, index) => (index === 0 ? new Uint8Array(32) : wtxid));
  const root = reversed(merkleRoot(wtxids, crypto).root);
  const computed = sha256d(concatBytes([root, reserved]), crypto);
  const stated = output.script.subarray(6, 38);
  return equalBytes(stated, computed) ? null : differs("witness commitment", stated, computed);
}
