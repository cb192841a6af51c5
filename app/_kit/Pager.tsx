/** Forward by key, and back to the newest: pages have no numbers, for the chain grows while one reads. */
import { useTranslations } from "next-intl";
import { PlaceLink } from "./PlaceProvider";
import styles from "./pager.module.css";

export interface PagerProps {
  /** The list's own path. */
  path: string;
  cursor?: string | undefined;
  nextCursor: string | null;
  /** `ascending` for lists that begin with the first. */
  order?: "descending" | "ascending";
}

export function Pager({ path, cursor, nextCursor, order = "descending" }: PagerProps) {
  const t = useTranslations("kit");
  const ascending = order === "ascending";
  if (cursor === undefined && nextCursor === null) return null;
  return (
    <nav className={styles.pager} aria-label={t(ascending ? "pagesOn" : "pages")}>
      {cursor !== undefined && (
        <PlaceLink to={path} variant="button">
          {t(ascending ? "first" : "newest")}
        </PlaceLink>
      )}
      {nextCursor !== null && (
        <PlaceLink to={`${path}?cursor=${encodeURIComponent(nextCursor)}`} variant="button">
          {t(ascending ? "next" : "older")}
        </PlaceLink>
      )}
    </nav>
  );
}
