"use client";
/** Goes round system, light and dark; the cookie lets the server render the choice, so nothing flashes. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { nextTheme, type Theme, themeCookie } from "#app/theme";
import styles from "./settings.module.css";

const ICONS: Record<Theme, string> = {
  system: "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14",
  light:
    "M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4",
  dark: "M15.5 12.5A6.5 6.5 0 0 1 7.5 4.5a6.5 6.5 0 1 0 8 8z",
};

export function ThemeToggle({ initial }: { initial: Theme }) {
  const t = useTranslations("shell");
  const [theme, setTheme] = useState(initial);
  const label = t("theme", { theme: t(`themes.${theme}`) });
  const turn = () => {
    const next = nextTheme(theme);
    setTheme(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = themeCookie(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  };
  return (
    <button type="button" className={styles.theme} onClick={turn} aria-label={label} title={label}>
      <svg viewBox="0 0 20 20" aria-hidden="true" className={styles.icon}>
        <path d={ICONS[theme]} className={theme === "system" ? styles.half : undefined} />
      </svg>
    </button>
  );
}
