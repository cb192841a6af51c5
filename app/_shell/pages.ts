/** The pages of the navigation, in its order. A page joins this list when it exists. */
export const NAV_PAGES = [
  { key: "blocks", path: "/blocks", segments: ["blocks"] },
  { key: "txs", path: "/txs", segments: ["txs", "tx"] },
  { key: "mempool", path: "/mempool", segments: ["mempool"] },
  { key: "consensus", path: "/consensus", segments: ["consensus"] },
  { key: "nodes", path: "/nodes", segments: ["nodes"] },
] as const;
