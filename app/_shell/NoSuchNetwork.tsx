/** In place of a network that does not exist: which ones do, and how to attach one more, under the first one's header. */
import { useLocale, useTranslations } from "next-intl";
import { isLocale } from "#app/i18n";
import { EmptyState, PageHead, type Place, PlaceLink, PlaceProvider, Stack } from "#app/kit";
import { QueryProvider } from "#app/live";
import type { Theme } from "#app/theme";
import type { NetworkSummaryView } from "#server/api";
import { Header } from "./Header";
import { NetworkList } from "./NetworkList";
import styles from "./shell.module.css";

export function NoSuchNetwork({ networks, theme }: { networks: readonly NetworkSummaryView[]; theme: Theme }) {
  const t = useTranslations("error");
  const shell = useTranslations("shell");
  const given = useLocale();
  const locale: Place["locale"] = isLocale(given) ? given : "en";
  const [first] = networks;
  if (!first)
    return (
      <main className={styles.main}>
        <EmptyState title={t("noNetwork")}>{t("noNetworksText")}</EmptyState>
      </main>
    );
  const place: Place = { locale, network: first.name, named: false };
  return (
    <PlaceProvider place={place}>
      <QueryProvider>
        <Header
          place={place}
          networks={networks}
          theme={theme}
          kind={first.live === null ? "unsourced" : first.live ? "running" : "recording"}
        />
        <main id="main" className={styles.main} tabIndex={-1}>
          <Stack>
            <PageHead kind="404" title={t("noNetwork")}>
              {t("noNetworkText")}
            </PageHead>
            <NetworkList networks={networks} locale={locale} page="/" variant="cards" />
            <p>
              <PlaceLink to="/docs/attach">{shell("attach")}</PlaceLink>
            </p>
          </Stack>
        </main>
      </QueryProvider>
    </PlaceProvider>
  );
}
