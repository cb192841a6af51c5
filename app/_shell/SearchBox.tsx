/** A plain form: a height, a hash, an address or a node's id, sent by GET. */
import { useTranslations } from "next-intl";
import { type Place, pathTo } from "#app/kit";
import styles from "./search.module.css";

/** Longer than any hash, address or node id. */
const QUERY_LENGTH_MAX = 128;

export function SearchBox({ place, query }: { place: Place; query?: string }) {
  const t = useTranslations("shell");
  return (
    <search>
      <form action={pathTo(place, "/search")} method="get" className={styles.form}>
        <input
          type="search"
          name="q"
          defaultValue={query}
          required
          maxLength={QUERY_LENGTH_MAX}
          placeholder={t("searchHint")}
          aria-label={t("search")}
          className={styles.input}
          autoComplete="off"
          spellCheck={false}
        />
        <button type="submit" className={styles.submit} aria-label={t("search")}>
          <svg viewBox="0 0 20 20" aria-hidden="true" className={styles.icon}>
            <circle cx="8.5" cy="8.5" r="5.5" />
            <path d="m13 13 4 4" />
          </svg>
        </button>
      </form>
    </search>
  );
}
