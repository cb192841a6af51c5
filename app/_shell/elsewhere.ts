/** Where the switcher of networks leads: the same kind of page there, or that network's home where the page is one thing's. */

/** Pages that every network has, whatever it holds. */
const EVERYWHERE = new Set([
  "blocks",
  "txs",
  "mempool",
  "consensus",
  "nodes",
  "search",
  "docs/api",
  "docs/attach",
  "kit",
]);

/** @param segments the route's own, below the network */
export function pageElsewhere(segments: readonly string[], query = ""): string {
  const page = segments.join("/");
  if (!EVERYWHERE.has(page)) return "/";
  // A search goes along; a cursor means nothing elsewhere.
  return page === "search" && query !== "" ? `/search?q=${encodeURIComponent(query)}` : `/${page}`;
}
