/** Configured addresses as networks: the indexer that follows them and the pages that tell of them name them alike. */

/** Addresses without a name belong to one network of this name; a node of another chain among them is refused, and said. */
export const UNNAMED_NETWORK = "chain";

/** Of a network in the database that is not configured any more: behind all others. */
export const RETIRED_POSITION = 1000;

/** In the order of configuration; an address that is given twice counts once. */
export function groupByNetwork(
  nodes: readonly { readonly network: string | null; readonly address: string }[],
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { network, address } of nodes) {
    const name = network ?? UNNAMED_NETWORK;
    const addresses = groups.get(name) ?? [];
    if (!addresses.includes(address)) addresses.push(address);
    groups.set(name, addresses);
  }
  return groups;
}
