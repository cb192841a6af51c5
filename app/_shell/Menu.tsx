"use client";
/** The narrow screen's menu: a disclosure that needs no JavaScript, closed again by going to another page. */
import { useSelectedLayoutSegments } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import styles from "./menu.module.css";

export function Menu({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <details key={useSelectedLayoutSegments().join("/")} className={styles.menu}>
      <summary className={styles.button} aria-label={t("menu")}>
        <svg viewBox="0 0 20 20" aria-hidden="true" className={styles.icon}>
          <path d="M3 6h14M3 10h14M3 14h14" />
        </svg>
      </summary>
      <div className={styles.panel}>{children}</div>
    </details>
  );
}
