/** Addresses: what the index knows of one, what a node says it holds, and its transactions in canonical blocks. */
import { Prisma } from "#prisma";
import { fromHex, toHex as hexOf } from "#server/lib/bytes";
import type { PageRequest } from "../api";
import { decodeCursor, encodeCursor, HEIGHT, INDEX } from "../cursor";
import { parseAddress } from "../format";
import { type AddressTransactionView, type AddressView, type Page, AddressTransactionView as Shape } from "../schema";
import type { AccountSource } from "../sources";
import type { Db, NetworkContext } from "./network";
import { pageOf, transactionsByHash } from "./transactions";
import { utxoBalance } from "./utxo";

/** Every well-formed address exists: one that nothing has touched yet is shown as such. */
export async function findAddress(
  db: Db,
  network: NetworkContext,
  accounts: AccountSource,
  text: string,
): Promise<AddressView> {
  const { format, name } = network;
  const address = parseAddress(text, format);
  const isUtxo = format.ledger === "utxo";
  const [row, account, unspent] = await Promise.all([
    db.address.findUnique({ where: { network_address: { network: name, address } } }),
    isUtxo ? null : accounts.account(name, address),
    isUtxo ? utxoBalance(db, network, address) : null,
  ]);
  const formatted = format.address(address);
  return {
    network: network.name,
    address: formatted,
    ledger: format.ledger,
    balance: account?.balance.toString() ?? null,
    nonce: account?.nonce.toString() ?? null,
    balanceAt: account?.at ? { height: account.at.height, hash: format.hash(account.at.hash) } : null,
    balanceUnknown: account ? null : "no-source",
    ...unspent,
    isContract: row?.isContract === true || account?.isContract === true,
    firstSeenHeight: row ? Number(row.firstSeenHeight) : null,
    lastSeenHeight: row ? Number(row.lastSeenHeight) : null,
    validator: network.nodeIdOf.get(formatted) ?? null,
  };
}

interface Place {
  height: bigint;
  index: number;
  hash: Uint8Array;
  role: string;
}

export async function listAddressTransactions(
  db: Db,
  network: NetworkContext,
  text: string,
  page: PageRequest,
): Promise<Page<AddressTransactionView>> {
  const address = parseAddress(text, network.format);
  const [height, index] = page.cursor !== undefined ? decodeCursor("at", [HEIGHT, INDEX], page.cursor) : [];
  const after =
    height === undefined || index === undefined
      ? Prisma.empty
      : Prisma.sql`and (a.height, a.index) < (${BigInt(height)}::bigint, ${Number(index)}::int)`;
  const places = await db.$queryRaw<Place[]>`
    select a.height, a.index, a.hash, a.role from address_transactions a
    join blocks b on b.network = a.network and b.hash = a.block_hash and b.canonical
    where a.network = ${network.name} and a.address = ${address} ${after}
    order by a.height desc, a.index desc limit ${page.limit + 1}`;
  const views = await transactionsByHash(
    db,
    network,
    places.map((place) => hexOf(place.hash)),
  );
  const withViews = places.flatMap((place) => {
    const view = views.get(hexOf(place.hash));
    return view ? [{ place, view }] : [];
  });
  return pageOf(
    withViews,
    page.limit,
    ({ place, view }) => ({ ...view, role: roleOf(place.role) }),
    ({ place }) => encodeCursor("at", place.height, place.index),
  );
}

function roleOf(text: string): AddressTransactionView["role"] {
  const role = Shape.shape.role.safeParse(text);
  return role.success ? role.data : "to";
}

/** An address's given transactions, for its live topic. Hashes are hex without prefix. */
export async function addressTransactionsByHash(
  db: Db,
  network: NetworkContext,
  text: string,
  hashes: readonly string[],
): Promise<AddressTransactionView[]> {
  const address = parseAddress(text, network.format);
  const formatted = network.format.address(address);
  const views = await transactionsByHash(db, network, hashes);
  const places = await db.addressTransaction.findMany({
    where: { network: network.name, address, hash: { in: hashes.map(fromHex) } },
  });
  const roles = new Map(places.map((place) => [hexOf(place.hash), place.role]));
  return [...views].map(([hash, view]) => ({ ...view, role: roleOf(roles.get(hash) ?? roleFrom(view, formatted)) }));
}

/** A waiting transaction has no place in a block yet. */
function roleFrom(view: { from: string | null; to: string | null }, address: string): string {
  const from = view.from === address;
  return from ? (view.to === view.from ? "self" : "from") : "to";
}
