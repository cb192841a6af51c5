/** Which request lines are refused before any router sees them: routers differ in how they fail on what can't be decoded. */

/** Longer than any URL that we write; Node's own limit is on all headers together. */
export const URL_CHARACTERS_MAX = 4_096;

/** The sentence to answer with, or null for a URL that can be read. */
export function refuseUrl(url: string): string | null {
  if (url.length > URL_CHARACTERS_MAX) return `A URL has at most ${URL_CHARACTERS_MAX} characters.`;
  if (!url.startsWith("/") || url.startsWith("//") || url.startsWith("/\\"))
    return "Expected a path that begins with one slash.";
  const path = url.split("?", 1)[0] ?? "";
  try {
    if (decodeURIComponent(path).includes("\0")) return "The path holds a NUL character.";
  } catch {
    return "The path is not percent-encoded UTF-8.";
  }
  return URL.canParse(url, "http://localhost") ? null : "The URL can't be parsed.";
}

export type Door = "rest" | "live" | "pages";

const PROBES = new Set(["/healthz", "/readyz", "/metrics"]);

export function doorOf(url: string): Door {
  const path = url.split("?", 1)[0] ?? "";
  if (path === "/api" || path.startsWith("/api/") || PROBES.has(path)) return "rest";
  return path.startsWith("/live/") ? "live" : "pages";
}
