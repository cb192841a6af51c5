/**
 * Which addresses are configured, and which chain each network is known to be. The configuration itself is asked, so that
 * an address which has never answered is told of too; the nodes table stands in where a web process was started without it.
 */
import { groupByNetwork } from "#server/lib/networks";
import { optional } from "../format";
import { type Db, isStated, networkContext } from "../read/network";
import type { ConfiguredSource, SourceCheckOptions } from "./checks";

/** More rows than this are no configuration that one page can show. */
const ROWS_MAX = 500;

export function configuredSources(
  db: Db,
  nodes: readonly { readonly network: string | null; readonly address: string }[] | null,
): SourceCheckOptions {
  const given = nodes === null ? null : flat(groupByNetwork(nodes));
  return {
    async configured() {
      if (given) return given;
      const rows = await db.node.findMany({ select: { network: true, grpc: true }, take: ROWS_MAX });
      return rows.filter(({ grpc }) => grpc !== "").map(({ network, grpc }) => ({ network, address: grpc }));
    },
    async chainOf(name) {
      const row = await db.network.findUnique({ where: { name } });
      if (!row || !isStated(row)) return null;
      return {
        chainId: Number(row.chainId),
        genesisHash: optional(row.genesisHash, networkContext(row).format.hash),
      };
    },
  };
}

function flat(groups: ReadonlyMap<string, readonly string[]>): ConfiguredSource[] {
  return [...groups].flatMap(([network, addresses]) => addresses.map((address) => ({ network, address })));
}
