/** What never changes while a node runs: its chain, its place in it, its key. */

import type { Block } from "#proto";
import { type Genesis, genesisHeader, type Header, type OwnRules, ownBlockHash, type Validator } from "#server/chain";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { blockOf } from "./block";
import { type Seals, sealsOf } from "./seals";

export interface ChainFacts {
  readonly self: string;
  readonly privateKey: Uint8Array;
  readonly genesis: Genesis;
  readonly genesisBlock: Block;
  readonly genesisHash: Uint8Array;
  readonly genesisHeader: Header;
  /** Of genesis. PoA: in the order of their turns. */
  readonly validators: readonly Validator[];
  readonly rules: OwnRules;
  readonly seals: Seals;
}

export function chainFacts(input: {
  self: string;
  privateKey: Uint8Array;
  genesis: Genesis;
  genesisRoot: Uint8Array;
}): ChainFacts {
  const { self, privateKey, genesis } = input;
  const header = genesisHeader(genesis, input.genesisRoot, nativeCrypto);
  const hash = ownBlockHash(header, nativeCrypto);
  const validators = genesis.validators.map(({ id, address }) => ({ id, address: fromHex(address) }));
  const seals = sealsOf({ genesis, genesisHash: hash, validators });
  return {
    ...{ self, privateKey, genesis, validators, seals },
    genesisHeader: header,
    genesisHash: hash,
    genesisBlock: blockOf(hash, header, [], []),
    rules: seals.rules,
  };
}
