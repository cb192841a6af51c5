/** What stands around every page: header, notice of a source that can't be reached, the page itself, footer. */
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Notice, type Place, PlaceLink } from "#app/kit";
import type { Theme } from "#app/theme";
import type { NetworkStatusView, NetworkSummaryView } from "#server/api";
import { Footer } from "./Footer";
import { Header } from "./Header";
import styles from "./shell.module.css";

export interface ShellProps {
  place: Place;
  networks: readonly NetworkSummaryView[];
  status: NetworkStatusView;
  theme: Theme;
  children: ReactNode;
}

export async function Shell({ place, networks, status, theme, children }: ShellProps) {
  const t = await getTranslations("shell");
  return (
    <>
      <a href="#main" className={styles.skip}>
        {t("skip")}
      </a>
      <Header place={place} networks={networks} theme={theme} />
      <main id="main" className={styles.main} tabIndex={-1}>
        {status.sourceError !== null && (
          <div className={styles.notice}>
            <Notice
              tone="suspect"
              title={t(status.live ? "sourceError" : "recordingError", { network: place.network })}
            >
              {status.sourceError} <PlaceLink to="/docs/attach">{t("sourceErrorMore")}</PlaceLink>
            </Notice>
          </div>
        )}
        {children}
      </main>
      <Footer status={status} />
    </>
  );
}
