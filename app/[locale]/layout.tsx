/** The document: its language, its theme and the words that the browser needs. */
import "../_theme/tokens.css";
import "../_theme/base.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations, setRequestLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { clientMessages, HTML_LANG, isLocale } from "#app/i18n";
import { readTheme, THEME_COOKIE } from "#app/theme";

interface LocaleLayoutProps {
  children: ReactNode;
  params: Promise<{ locale: string }>;
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export async function generateMetadata({ params }: LocaleLayoutProps): Promise<Metadata> {
  const { locale } = await params;
  if (!isLocale(locale)) return {};
  const t = await getTranslations({ locale, namespace: "meta" });
  return {
    title: { template: "%s · Chainglass", default: "Chainglass" },
    description: t("description"),
    icons: { icon: { url: "/icon.svg", type: "image/svg+xml" } },
  };
}

export default async function LocaleLayout({ children, params }: LocaleLayoutProps) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  setRequestLocale(locale);
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang={HTML_LANG[locale]} data-theme={theme === "system" ? undefined : theme}>
      <body>
        <NextIntlClientProvider messages={clientMessages(await getMessages())}>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
