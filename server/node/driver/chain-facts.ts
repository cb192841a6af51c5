/** What never changes while a node runs: its chain, its place in it, its key. */

import type { Block } from "#proto";
import {
  blockHash,
  CHAINGLASS_POA,
  encodeHeader,
  type Genesis,
  genesisHeader,
  type Header,
  type OwnRules,
  type PoaValidator,
} from "#server/chain";
import { fromHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { blockOf } from "./block";

export interface ChainFacts {
  readonly self: string;
  readonly privateKey: Uint8Array;
  readonly genesis: Genesis;
  readonly genesisBlock: Block;
  readonly genesisHash: Uint8Array;
  readonly genesisHeader: Header;
  /** In the order of their turns. */
  readonly validators: readonly PoaValidator[];
  readonly rules: OwnRules;
}

export function chainFacts(input: {
  self: string;
  privateKey: Uint8Array;
  genesis: Genesis;
  genesisRoot: Uint8Array;
}): ChainFacts {
  const header = genesisHeader(input.genesis, input.genesisRoot, nativeCrypto);
  const hash = blockHash(CHAINGLASS_POA, encodeHeader(header), nativeCrypto);
  return {
    self: input.self,
    privateKey: input.privateKey,
    genesis: input.genesis,
    genesisHeader: header,
    genesisHash: hash,
    genesisBlock: blockOf(hash, header, [], []),
    validators: input.genesis.validators.map(({ id, address }) => ({ id, address: fromHex(address) })),
    rules: CHAINGLASS_POA,
  };
}
