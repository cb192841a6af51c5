/** A Raft chain of three, its keys and sealed blocks, for tests. */
import type { Block } from "#proto";
import { addressOf, encodeExtra, type MemberChange, parseGenesis, sealBlock, transactionsRoot } from "#server/chain";
import { fromHex, to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { blockOf } from "../../block";
import { chainFacts } from "../../chain-facts";

const keys = ["11", "22", "33"].map((pair) => fromHex(pair.repeat(32)));

export function keyAt(index: number): Uint8Array {
  const key = keys[index];
  if (!key) throw new RangeError(`no key ${index}`);
  return key;
}

const addressAt = (index: number) => addressOf(nativeCrypto.publicKey(keyAt(index)), nativeCrypto);
export const EMPTY_SEAL = new Uint8Array(0);

export const facts = chainFacts({
  ...{ self: "v0", privateKey: keyAt(0), genesisRoot: new Uint8Array(32) },
  genesis: parseGenesis({
    ...{ network: "t", chainId: 7, engine: "raft", ledger: "account", timeMs: 1_000, blockIntervalMs: 100 },
    ...{ gasLimit: "30000000", alloc: {} },
    validators: keys.map((_, index) => ({ id: `v${index}`, address: to0x(addressAt(index)) })),
  }),
});

export interface Child {
  readonly term: number;
  readonly raws?: readonly Uint8Array[];
  readonly change?: Pick<MemberChange, "type" | "id">;
}

/** Sealed by v1. */
export function childOf(parent: Block, { term, raws = [], change }: Child): Block {
  const height = parent.height + 1;
  const extraData = encodeExtra({
    ...{ timeMs: 1_000 + height, turn: term, validators: [], seal: EMPTY_SEAL },
    change: change ? { ...change, address: addressAt(2) } : null,
  });
  const fields = { parentHash: parent.hash, number: height, extraData, coinbase: addressAt(1) };
  const unsealed = { ...facts.genesisHeader, ...fields, transactionsRoot: transactionsRoot(raws, nativeCrypto) };
  const { header, hash } = sealBlock(unsealed, keyAt(1), nativeCrypto, facts.rules);
  return { ...blockOf(hash, header, raws, []), transactions: raws.map((raw) => ({ raw })) };
}
