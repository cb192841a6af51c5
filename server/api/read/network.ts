/** One network's row, resolved from its name, with what every view of it needs: format, head, authority set. */
import type { Network, Prisma } from "#prisma";
import { RETIRED_POSITION } from "#server/lib/networks";
import { ApiError } from "../errors";
import { formatOf, type LedgerFormat } from "../format";

/** A client, or the client of one transaction: snapshots read everything at one moment. */
export type Db = Prisma.TransactionClient;

export interface Authority {
  readonly id: string;
  /** 0x, lower case. */
  readonly address: string;
}

export interface NetworkContext {
  readonly row: Network;
  readonly name: string;
  readonly format: LedgerFormat;
  readonly authorities: readonly Authority[];
  readonly nodeIdOf: ReadonlyMap<string, string>;
  readonly headHeight: number | null;
  readonly finalHeight: number | null;
}

function authoritiesOf(json: unknown): Authority[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { id, address } = entry as { id?: unknown; address?: unknown };
    if (typeof id !== "string" || typeof address !== "string") return [];
    const digits = address.toLowerCase().replace(/^0x/, "");
    return [{ id, address: `0x${digits}` }];
  });
}

export function networkContext(row: Network): NetworkContext {
  const authorities = authoritiesOf(row.validators);
  return {
    row,
    name: row.name,
    format: formatOf(row.ledger, row.rules),
    authorities,
    nodeIdOf: new Map(authorities.map(({ id, address }) => [address, id])),
    headHeight: row.headHeight === null ? null : Number(row.headHeight),
    finalHeight: row.finalHeight === null ? null : Number(row.finalHeight),
  };
}

/** Before its first source answers, a network is a name and nothing else: the indexer writes `unknown`. */
export const isStated = (row: Pick<Network, "rules">): boolean => row.rules !== "unknown";

/** Whether the present configuration names it; else what was indexed of it stays to be read. */
export const isConfigured = (row: Pick<Network, "position">): boolean => row.position < RETIRED_POSITION;

/** Stands for the first network in URLs of pages. */
export const FIRST_NETWORK = "~";

const NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** @throws ApiError unknown-network, or not-ready while there is none at all */
export async function findNetwork(db: Db, name: string | undefined): Promise<NetworkContext> {
  const first = name === undefined || name === "" || name === FIRST_NETWORK;
  if (!first && !NAME.test(name)) throw new ApiError("unknown-network", "A network's name is a-z, 0-9 and -.");
  const row = first
    ? await db.network.findFirst({ orderBy: [{ position: "asc" }, { name: "asc" }] })
    : await db.network.findUnique({ where: { name } });
  if (row) return networkContext(row);
  if (first) throw new ApiError("not-ready", "No network's source has answered yet.");
  throw new ApiError("unknown-network", `"${name}" is none of the networks listed by /api/v1/status.`);
}
