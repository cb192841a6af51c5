/** What this network is, in one line, and where else to go. */
import { useFormatter, useTranslations } from "next-intl";
import { PlaceLink } from "#app/kit";
import type { NetworkStatusView } from "#server/api";
import styles from "./shell.module.css";

const RANGES_MAX = 2;

export function Footer({ status }: { status: NetworkStatusView }) {
  const t = useTranslations("shell");
  const format = useFormatter();
  const ranges = status.indexed.ranges;
  const texts = ranges.map(([from, to]) =>
    from === to ? format.number(from) : `${format.number(from)}–${format.number(to)}`,
  );
  // A live chain's would be old while one reads; many would be a list of their own.
  const telling = !status.live && ranges.length <= RANGES_MAX;
  return (
    <footer className={styles.footer}>
      <div className={styles.footerRow}>
        <span>
          {status.heard
            ? t(status.live ? "footer.network" : "footer.recording", {
                name: status.name,
                engine: status.engine,
                ledger: status.ledger,
                known: status.chainId === null ? "no" : "yes",
                chainId: String(status.chainId),
              })
            : t("footer.unheard", { name: status.name })}
        </span>
        {ranges.length === 0 && <span>{t("footer.nothing")}</span>}
        {ranges.length > 0 && telling && <span>{t("footer.indexed", { ranges: texts.join(", ") })}</span>}
        <span className={styles.footerLinks}>
          <PlaceLink to="/docs" variant="quiet">
            {t("pages.docs")}
          </PlaceLink>
          <PlaceLink to="/docs/attach" variant="quiet">
            {t("pages.attach")}
          </PlaceLink>
          <PlaceLink to="/docs/api" variant="quiet">
            {t("pages.api")}
          </PlaceLink>
          <PlaceLink to="/kit" variant="quiet">
            {t("pages.kit")}
          </PlaceLink>
        </span>
      </div>
    </footer>
  );
}
