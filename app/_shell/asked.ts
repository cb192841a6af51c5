/** What a URL asks for, of which nothing was found: told from the path as people write it. Pure. */

export interface Asked {
  /** As the path names it; null for the first one. */
  readonly network: string | null;
  readonly kind: "cursor" | "height" | "block" | "tx" | "address" | "other";
  /** The height, hash or address. */
  readonly id: string;
  /** The list that a cursor was given to. */
  readonly path: string;
}

const KINDS: Record<string, Asked["kind"]> = { blocks: "block", tx: "tx", address: "address" };

/** The sentence for an id that is not even well-formed is another one than for an unknown one. */
const HASH = /^(?:0x)?[0-9a-f]{64}$/i;
export const isHashLike = (id: string): boolean => HASH.test(id);

export function askedOf(url: string): Asked {
  const { pathname, searchParams } = new URL(url.startsWith("/") ? url : "/", "http://localhost");
  const parts = pathname.split("/").filter(Boolean).map(decoded);
  if (parts[0] === "zh" || parts[0] === "en") parts.shift();
  const network = parts[0] === "n" ? (parts[1] ?? null) : null;
  const [page = "", id = ""] = parts[0] === "n" ? parts.slice(2) : parts;
  const path = `/${[page, id].filter(Boolean).join("/")}`;
  const known = KINDS[page] ?? "other";
  const kind = known === "block" && /^\d+$/.test(id) ? "height" : id === "" ? "other" : known;
  return { network, kind: searchParams.has("cursor") ? "cursor" : kind, id, path };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
