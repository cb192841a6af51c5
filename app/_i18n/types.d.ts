// Message keys, locales and format names are checked by the compiler: a missing key does not build.
import type { FORMATS } from "./formats";
import type { Locale } from "./locales";
import type messages from "./messages/en.json";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
    Formats: typeof FORMATS;
  }
}
