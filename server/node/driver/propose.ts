/** Making a block: what the pool offers, executed by the ledger, sealed with this node's key. */
import type { Block } from "#proto";
import { type MemberChange, sealBlock } from "#server/chain";
import type { BlockHash, MembershipChange } from "#server/consensus";
import type { Ledger } from "#server/ledger";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { Mempool } from "../mempool";
import { blockOf, type Known, knownOf } from "./block";
import type { ChainFacts } from "./chain-facts";
import type { Library } from "./library";

/** Of an interval: all others must execute the block too before the turn is over. */
const BUILD_SHARE = 0.35;
const BUILD_MS_MIN = 20;
/** A millisecond of building takes a transaction or two; more need not be offered. */
const OFFERED_PER_MS = 4;

export interface ProposeContext {
  readonly facts: ChainFacts;
  readonly ledger: Pick<Ledger, "build">;
  readonly mempool: Mempool;
  readonly library: Library;
}

/** @throws Error when it can't be built; the turn is then lost */
export async function proposeBlock(
  order: { parent: BlockHash; turn: number; change: MembershipChange | null },
  context: ProposeContext,
  signal: AbortSignal,
): Promise<{ known: Known; block: Block }> {
  const { facts, mempool, ledger } = context;
  const parent = await context.library.known(order.parent);
  if (!parent) throw new Error("the parent is not stored here");
  const self = facts.validators.find((validator) => validator.id === facts.self);
  if (!self) throw new Error("this node is no validator");
  const timeMaxMs = Math.max(BUILD_MS_MIN, facts.genesis.blockIntervalMs * BUILD_SHARE);
  const offered = mempool.pool.select({
    // The base fee falls by an eighth at most from one block to the next (EIP-1559).
    baseFeeMin: ((parent.header.baseFeePerGas ?? 0n) * 7n) / 8n,
    gasMax: BigInt(facts.genesis.gasLimit),
    countMax: Math.ceil(timeMaxMs * OFFERED_PER_MS),
  });
  const built = await ledger.build({
    parent: parent.header,
    coinbase: self.address,
    timeMs: Math.max(Date.now(), parent.timeMs),
    turn: order.turn,
    change: order.change && withAddress(order.change, facts),
    transactions: offered.map(({ raw }) => raw),
    timeMaxMs,
    signal,
  });
  mempool.onRejected(built.rejected);
  const { header, hash } = sealBlock(built.header, facts.privateKey, nativeCrypto, facts.rules);
  const known = knownOf(hash, header, facts.seals);
  return { known, block: blockOf(hash, header, built.transactions, built.receipts) };
}

function withAddress(change: MembershipChange, { validators }: ChainFacts): MemberChange {
  const member = validators.find(({ id }) => id === change.id);
  if (!member) throw new Error(`the address of ${change.id} is not known here`);
  return { ...change, address: member.address };
}
