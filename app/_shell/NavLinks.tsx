"use client";
/** The pages, the present one marked. The route's own segments tell which: they do not know of rewrites. */
import { useSelectedLayoutSegments } from "next/navigation";
import { useTranslations } from "next-intl";
import { PlaceLink } from "#app/kit";
import styles from "./nav.module.css";
import { NAV_PAGES } from "./pages";

export function NavLinks() {
  const t = useTranslations("shell");
  const [first] = useSelectedLayoutSegments();
  return (
    <ul className={styles.nav}>
      {NAV_PAGES.map(({ key, path, segments }) => {
        const current = segments.some((segment) => segment === first);
        return (
          <li key={key} className={current ? styles.current : styles.item}>
            <PlaceLink to={path} variant="quiet" current={current}>
              {t(`pages.${key}`)}
            </PlaceLink>
          </li>
        );
      })}
    </ul>
  );
}
