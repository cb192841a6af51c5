/** What stands around every page: header, notice of a source that can't be reached, the page itself, footer. */
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import type { Place } from "#app/kit";
import type { Theme } from "#app/theme";
import type { NetworkStatusView, NetworkSummaryView } from "#server/api";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { SourceNotice } from "./SourceNotice";
import styles from "./shell.module.css";
import { UnknownParameters } from "./UnknownParameters";

export interface ShellProps {
  place: Place;
  networks: readonly NetworkSummaryView[];
  status: NetworkStatusView;
  theme: Theme;
  children: ReactNode;
}

function kindOf({ configured, heard, live }: NetworkStatusView) {
  if (heard && !live) return "recording";
  return configured && heard ? "running" : "unsourced";
}

export async function Shell({ place, networks, status, theme, children }: ShellProps) {
  const t = await getTranslations("shell");
  return (
    <>
      <a href="#main" className={styles.skip}>
        {t("skip")}
      </a>
      <Header place={place} networks={networks} theme={theme} kind={kindOf(status)} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <SourceNotice status={status} />
        <UnknownParameters />
        {children}
      </main>
      <Footer status={status} />
    </>
  );
}
