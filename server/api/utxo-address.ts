/** Whether text is an address of a utxo ledger: base58 or bech32 with its checksum, of the right network. */
import { Address } from "@scure/btc-signer";
import { utxoNetworkOf } from "#server/chain";

/** In its customary case (bech32 may be written in capitals); null where it is none. */
export function normalAddress(text: string, rules: string): string | null {
  const network = utxoNetworkOf(rules);
  if (!network) return null;
  const capitals = text === text.toUpperCase() && text.toLowerCase().startsWith(`${network.address.bech32}1`);
  const normal = capitals ? text.toLowerCase() : text;
  try {
    Address(network.address).decode(normal);
    return normal;
  } catch {
    return null;
  }
}
