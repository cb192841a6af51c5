/** Forward by key, and back to the newest: pages have no numbers, for the chain grows while one reads. */
import { useTranslations } from "next-intl";
import { PlaceLink } from "./PlaceProvider";
import styles from "./pager.module.css";

export interface PagerProps {
  /** The list's own path. */
  path: string;
  cursor?: string | undefined;
  nextCursor: string | null;
}

export function Pager({ path, cursor, nextCursor }: PagerProps) {
  const t = useTranslations("kit");
  if (cursor === undefined && nextCursor === null) return null;
  return (
    <nav className={styles.pager} aria-label={t("pages")}>
      {cursor !== undefined && (
        <PlaceLink to={path} variant="button">
          {t("newest")}
        </PlaceLink>
      )}
      {nextCursor !== null && (
        <PlaceLink to={`${path}?cursor=${encodeURIComponent(nextCursor)}`} variant="button">
          {t("older")}
        </PlaceLink>
      )}
    </nav>
  );
}
