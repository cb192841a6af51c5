/** Where a search result leads, and when there is nothing to choose from. */
import { type Place, pathTo } from "#app/kit";
import type { SearchItem } from "#server/api";

/** A result of another network leads there. */
export function linkOfHit(place: Place, item: SearchItem): string {
  const away = item.network !== place.network;
  return pathTo({ ...place, network: item.network, named: place.named || away }, pathOfHit(item));
}

/** A path from its network's root. */
function pathOfHit(item: SearchItem): string {
  switch (item.type) {
    case "block":
      return `/blocks/${encodeURIComponent(item.id)}`;
    case "transaction":
      return `/tx/${encodeURIComponent(item.id)}`;
    case "address":
      return `/address/${encodeURIComponent(item.id)}`;
    case "node":
      return `/nodes/${encodeURIComponent(item.id)}`;
    case "network":
      return "/";
  }
}

/** A single result other than another network is what was meant. */
export function onlyHit(items: readonly SearchItem[]): SearchItem | null {
  const [first, ...others] = items;
  return first && others.length === 0 && first.type !== "network" ? first : null;
}
