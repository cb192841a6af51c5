/** What next-intl asks once a request: the catalogue of the page's language. Times are always shown in UTC, and say so. */
import { getRequestConfig } from "next-intl/server";
import { FORMATS } from "./formats";
import { DEFAULT_LOCALE, isLocale } from "./locales";
import en from "./messages/en.json";
import zh from "./messages/zh.json";

const CATALOGUES = { en, zh };

export default getRequestConfig(async ({ requestLocale }) => {
  const requested = await requestLocale;
  const locale = isLocale(requested) ? requested : DEFAULT_LOCALE;
  return { locale, messages: CATALOGUES[locale], timeZone: "UTC", formats: FORMATS };
});
