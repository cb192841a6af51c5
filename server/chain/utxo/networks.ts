/** What differs between Bitcoin's networks: how addresses are written, how blocks are framed, and the easiest target. */
import { NETWORK, TEST_NETWORK } from "@scure/btc-signer";

export interface UtxoNetwork {
  /** As `rules` of a source's status. */
  readonly rules: string;
  /** The prefixes of addresses, in the library's form. */
  readonly address: typeof NETWORK;
  /** Before each block in a block file, as a little-endian number. */
  readonly magic: number;
  /** The highest target that a header may state. */
  readonly powLimit: bigint;
  /** From this height on a coinbase begins with its block's height (BIP-34). */
  readonly bip34Height: number;
  /** In display order. */
  readonly genesisHash: string;
}

const easiest = (zeroBits: number) => 2n ** BigInt(256 - zeroBits) - 1n;

export const BITCOIN = "bitcoin";

export const UTXO_NETWORKS: readonly UtxoNetwork[] = [
  {
    rules: BITCOIN,
    address: NETWORK,
    magic: 0xd9b4bef9,
    powLimit: easiest(32),
    bip34Height: 227_931,
    genesisHash: "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
  },
  {
    rules: "bitcoin-testnet",
    address: TEST_NETWORK,
    magic: 0x0709110b,
    powLimit: easiest(32),
    bip34Height: 21_111,
    genesisHash: "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943",
  },
  {
    rules: "bitcoin-testnet4",
    address: TEST_NETWORK,
    magic: 0x283f161c,
    powLimit: easiest(32),
    bip34Height: 1,
    genesisHash: "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
  },
  {
    rules: "bitcoin-signet",
    address: TEST_NETWORK,
    magic: 0x40cf030a,
    powLimit: 0x377aen << 216n,
    bip34Height: 1,
    genesisHash: "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
  },
  {
    rules: "bitcoin-regtest",
    address: { ...TEST_NETWORK, bech32: "bcrt" },
    magic: 0xdab5bffa,
    powLimit: easiest(1),
    bip34Height: 1,
    genesisHash: "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
  },
];

/** Null where the rules are not of a utxo ledger. */
export function utxoNetworkOf(rules: string): UtxoNetwork | null {
  return UTXO_NETWORKS.find((network) => network.rules === rules) ?? null;
}
