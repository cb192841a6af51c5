/**
 * Search: what the words name exactly (a height, a hash, an address, a node, a network) and nodes whose name begins so.
 * Nothing is guessed: an address is offered whenever it is well-formed, a hash only where it is known.
 */
import { fromHex } from "#server/lib/bytes";
import { isHash, parseHeight } from "../format";
import type { SearchItem, SearchView } from "../schema";
import { type Db, type NetworkContext, networkContext } from "./network";

const NODES_SHOWN_MAX = 10;

const href = (network: NetworkContext, path: string) => `/n/${network.name}/${path}`;

async function byHeight(db: Db, network: NetworkContext, query: string): Promise<SearchItem[]> {
  const height = parseHeight(query.replace(/^#/, ""));
  if (height === null) return [];
  const block = await db.block.findFirst({
    where: { network: network.name, canonical: true, height: BigInt(height) },
    select: { height: true },
  });
  if (!block) return [];
  return [
    {
      type: "block",
      network: network.name,
      id: String(height),
      label: `${height}`,
      href: href(network, `blocks/${height}`),
    },
  ];
}

async function byHash(db: Db, network: NetworkContext, query: string): Promise<SearchItem[]> {
  if (!isHash(query)) return [];
  const hash = fromHex(query.toLowerCase());
  const id = network.format.hash(hash);
  const key = { network_hash: { network: network.name, hash } };
  const [block, transaction] = await Promise.all([
    db.block.findUnique({ where: key, select: { height: true } }),
    db.transaction.findUnique({ where: key, select: { status: true } }),
  ]);
  return [
    ...(block
      ? [
          {
            type: "block" as const,
            network: network.name,
            id,
            label: `${block.height} ${id}`,
            href: href(network, `blocks/${id}`),
          },
        ]
      : []),
    ...(transaction
      ? [{ type: "transaction" as const, network: network.name, id, label: id, href: href(network, `tx/${id}`) }]
      : []),
  ];
}

function byAddress(network: NetworkContext, query: string): SearchItem[] {
  const address = network.format.addressBytes(query);
  if (!address) return [];
  const id = network.format.address(address);
  return [
    {
      type: "address",
      network: network.name,
      id,
      label: network.nodeIdOf.get(id) ?? id,
      href: href(network, `address/${id}`),
    },
  ];
}

async function byName(db: Db, network: NetworkContext, query: string): Promise<SearchItem[]> {
  const nodes = await db.node.findMany({
    where: {
      network: network.name,
      name: { startsWith: query.toLowerCase().replace(/[%_\\]/g, "\\$&"), mode: "insensitive" },
    },
    orderBy: { id: "asc" },
    take: NODES_SHOWN_MAX,
    select: { id: true, name: true },
  });
  return nodes.map((node) => ({
    type: "node",
    network: network.name,
    id: node.id,
    label: node.name,
    href: href(network, `nodes/${encodeURIComponent(node.id)}`),
  }));
}

/** The given network's finds first, then the other networks' of the same words. */
export async function searchAll(db: Db, network: NetworkContext, words: string): Promise<SearchView> {
  const query = words.trim();
  // No text of Postgres holds NUL, so nothing is named by it.
  if (query === "" || query.includes("\0")) return { items: [] };
  const rows = await db.network.findMany({ orderBy: [{ position: "asc" }, { name: "asc" }] });
  const contexts = rows
    .map(networkContext)
    .toSorted((a, b) => Number(b.name === network.name) - Number(a.name === network.name));
  const found = await Promise.all(
    contexts.map(async (context) => [
      ...(await byHeight(db, context, query)),
      ...(await byHash(db, context, query)),
      ...(context.name === network.name ? byAddress(context, query) : []),
      ...(await byName(db, context, query)),
    ]),
  );
  const named = contexts.filter((context) => context.name === query.toLowerCase());
  return {
    items: [
      ...found.flat(),
      ...named.map((context) => ({
        type: "network" as const,
        network: context.name,
        id: context.name,
        label: context.name,
        href: `/n/${context.name}`,
      })),
    ],
  };
}
