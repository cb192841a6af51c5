/** For tests: a Raft chain of empty blocks, sealed and acknowledged with real keys, and what its nodes state of it. */
import {
  acknowledgementDigest,
  addressOf,
  CHAINGLASS_RAFT,
  type ChainBlock,
  type ChainCertificate,
  encodeExtra,
  encodeHeader,
  genesisHeader,
  type Header,
  ownBlockHash,
  parseGenesis,
  sealBlock,
} from "#server/chain";
import { to0x } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { TEST_CHAIN_ID } from "./blocks";

const keys = [1, 2, 3].map((index) => nativeCrypto.keccak256(Uint8Array.of(index)));
export const RAFT_VALIDATORS = keys.map((key, index) => ({
  id: `r${index + 1}`,
  address: addressOf(nativeCrypto.publicKey(key), nativeCrypto),
}));

const genesis = genesisHeader(
  parseGenesis({
    ...{ network: "raft", chainId: TEST_CHAIN_ID, engine: "raft", ledger: "account" },
    ...{ timeMs: 1_700_000_000_000, blockIntervalMs: 100, gasLimit: "30000000", alloc: {} },
    validators: RAFT_VALIDATORS.map(({ id, address }) => ({ id, address: to0x(address) })),
  }),
  new Uint8Array(32).fill(7),
  nativeCrypto,
);

/** What differs in the status of a node of such a chain. */
export const RAFT_STATED = { engine: "raft", rules: CHAINGLASS_RAFT, validators: RAFT_VALIDATORS };

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no validator ${index}`);
  return found;
};

function blockOf(hash: Uint8Array, header: Header, timeMs: number): ChainBlock {
  const encoded = encodeHeader(header);
  return {
    ...{ hash, height: header.number, parentHash: header.parentHash, time: new Date(timeMs), header: encoded },
    ...{ transactions: [], receipts: [], unavailable: [], size: encoded.length, final: false, discrepancies: [] },
    uncles: [],
  };
}

export function raftGenesis(): ChainBlock {
  return blockOf(ownBlockHash(genesis, nativeCrypto), genesis, 1_700_000_000_000);
}

/** @param leader index of the validator who leads the term */
export function raftBlock(parent: ChainBlock, term: number, leader: number): ChainBlock {
  const number = parent.height + 1;
  const timeMs = 1_700_000_000_000 + 100 * number;
  const header: Header = {
    ...genesis,
    ...{ number, parentHash: parent.hash, mixHash: new Uint8Array(32), timestamp: Math.floor(timeMs / 1000) },
    coinbase: at(RAFT_VALIDATORS, leader).address,
    extraData: encodeExtra({ timeMs, turn: term, validators: [], seal: new Uint8Array(0) }),
  };
  const sealed = sealBlock(header, at(keys, leader), nativeCrypto, CHAINGLASS_RAFT);
  return blockOf(sealed.hash, sealed.header, timeMs);
}

/** @param term in which the first two validators acknowledge */
export function raftCertificate({ hash, height }: ChainBlock, term: number): ChainCertificate {
  const subject = { chainId: TEST_CHAIN_ID, genesisHash: raftGenesis().hash, term, height, hash };
  const digest = acknowledgementDigest(subject, nativeCrypto);
  const seals = [0, 1].map((index) => ({
    validator: at(RAFT_VALIDATORS, index).address,
    signature: nativeCrypto.sign(digest, at(keys, index)),
  }));
  return { engine: "raft", turn: term, blockHash: hash, seals };
}
