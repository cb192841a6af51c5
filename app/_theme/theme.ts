/** The reader's choice of theme: kept in a cookie so that the server can render it, absent while the system decides. */
export const THEME_COOKIE = "theme";
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function readTheme(cookie: string | undefined): Theme {
  return cookie === "light" || cookie === "dark" ? cookie : "system";
}

/** The one after it, for a button that goes round. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
}

/** A value for `document.cookie`; a year, or gone for the system's choice. */
export function themeCookie(theme: Theme): string {
  const age = theme === "system" ? 0 : 31_536_000;
  return `${THEME_COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax`;
}
