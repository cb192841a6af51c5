"use client";
/** The network's name; where there are several, a disclosure with links to the others' home. */
import Link from "next/link";
import { useSelectedLayoutSegments } from "next/navigation";
import { useTranslations } from "next-intl";
import { pathTo, usePlace } from "#app/kit";
import styles from "./network.module.css";

export function NetworkSwitch({ names }: { names: string[] }) {
  const t = useTranslations("shell");
  const place = usePlace();
  const segments = useSelectedLayoutSegments();
  if (names.length < 2) return <span className={styles.name}>{place.network}</span>;
  return (
    <details key={`${place.network}/${segments.join("/")}`} className={styles.switch}>
      <summary className={styles.name} aria-label={t("networkSwitch", { network: place.network })}>
        {place.network} <span aria-hidden="true">▾</span>
      </summary>
      <ul className={styles.list}>
        {names.map((name, index) => (
          <li key={name}>
            <Link
              href={pathTo({ locale: place.locale, network: name, named: index > 0 }, "/")}
              prefetch={false}
              className={styles.link}
              aria-current={name === place.network ? "true" : undefined}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
