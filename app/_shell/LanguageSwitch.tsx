"use client";
/** The same page in the other language. Its path is put together from the route's segments, not from the address bar. */
import Link from "next/link";
import { useSearchParams, useSelectedLayoutSegments } from "next/navigation";
import { useTranslations } from "next-intl";
import { HTML_LANG, LOCALE_NAME, LOCALES } from "#app/i18n";
import { pathTo, usePlace } from "#app/kit";
import styles from "./settings.module.css";

export function LanguageSwitch() {
  const t = useTranslations("shell");
  const place = usePlace();
  const path = `/${useSelectedLayoutSegments().join("/")}`;
  const query = useSearchParams().toString();
  return (
    <nav className={styles.languages} aria-label={t("language")}>
      {LOCALES.map((locale) => (
        <Link
          key={locale}
          href={pathTo({ ...place, locale }, query ? `${path}?${query}` : path)}
          prefetch={false}
          hrefLang={HTML_LANG[locale]}
          lang={HTML_LANG[locale]}
          className={styles.language}
          aria-current={locale === place.locale ? "true" : undefined}
        >
          {LOCALE_NAME[locale]}
        </Link>
      ))}
    </nav>
  );
}
