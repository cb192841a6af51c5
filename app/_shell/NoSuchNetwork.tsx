/** In place of a network that does not exist: which ones do, and how to attach one more. */
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { isLocale } from "#app/i18n";
import { type Place, pathTo, StatusDot } from "#app/kit";
import type { NetworkSummaryView } from "#server/api";
import { Logo } from "./Logo";
import { NetworkKind, toneOf } from "./NetworkKind";
import styles from "./network.module.css";

export function NoSuchNetwork({ networks }: { networks: readonly NetworkSummaryView[] }) {
  const t = useTranslations("error");
  const shell = useTranslations("shell");
  const locale = useLocale();
  const first: Place = { locale: isLocale(locale) ? locale : "en", network: networks[0]?.name ?? "", named: false };
  return (
    <main className={styles.missing}>
      <Link href={pathTo(first, "/")} aria-label={shell("home")}>
        <Logo />
      </Link>
      <div>
        <h1>{t("noNetwork")}</h1>
        <p>{networks.length > 0 ? t("noNetworkText") : t("noNetworksText")}</p>
      </div>
      {networks.length > 0 && (
        <ul className={styles.cards}>
          {networks.map((network, index) => (
            <li key={network.name}>
              <Link
                href={pathTo({ ...first, network: network.name, named: index > 0 }, "/")}
                className={styles.link}
                prefetch={false}
              >
                <StatusDot tone={toneOf(network)} />
                <span className={styles.text}>
                  <span className={styles.network}>{network.name}</span>
                  <NetworkKind network={network} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {networks.length > 0 && (
        <p>
          <Link href={pathTo(first, "/docs/attach")}>{shell("attach")}</Link>
        </p>
      )}
    </main>
  );
}
