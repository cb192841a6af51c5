export { clientMessages } from "./client-messages";
export { FORMATS } from "./formats";
export { DEFAULT_LOCALE, HTML_LANG, isLocale, LOCALE_NAME, LOCALES, type Locale } from "./locales";
