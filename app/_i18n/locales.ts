/** The languages of the pages and how a path names them: English has the bare path, Chinese stands under `/zh`. */
export const LOCALES = ["en", "zh"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "en";

/** What `<html lang>` says. */
export const HTML_LANG: Record<Locale, string> = { en: "en", zh: "zh-Hans" };

/** Each language by its own name. */
export const LOCALE_NAME: Record<Locale, string> = { en: "English", zh: "中文" };

export function isLocale(text: string | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text);
}
