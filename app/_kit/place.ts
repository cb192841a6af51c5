/**
 * Where the reader is: language and network. Links are written as bare paths (`/blocks/12`) and completed here, on the
 * server and in the browser alike, so that every link keeps both.
 */
import { DEFAULT_LOCALE, type Locale } from "#app/i18n";

/** How the first network's short path is written inside the routes. */
export const FIRST_NETWORK = "~";

export interface Place {
  readonly locale: Locale;
  /** The network's name. */
  readonly network: string;
  /** Whether the path names it; the first network has a short path as well. */
  readonly named: boolean;
}

/** @param path from the network's root: `/`, `/blocks/12?cursor=…` */
export function pathTo(place: Place, path: string): string {
  const language = place.locale === DEFAULT_LOCALE ? "" : `/${place.locale}`;
  const network = place.named ? `/n/${encodeURIComponent(place.network)}` : "";
  const rest = path === "/" ? "" : path.startsWith("/?") ? path.slice(1) : path;
  return `${language}${network}${rest}` || "/";
}
