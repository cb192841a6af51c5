/** What a network is, in one small line: engine, ledger, and whether it runs or is a recording. */
import { useTranslations } from "next-intl";
import type { Tone } from "#app/kit";
import type { NetworkSummaryView } from "#server/api";
import styles from "./network.module.css";

export function toneOf({ live, configured, sourceError }: NetworkSummaryView): Tone {
  if (!configured) return "unknown";
  if (sourceError !== null) return "suspect";
  if (live === null) return "unknown";
  return live ? "alive" : "final";
}

export function NetworkKind({ network }: { network: NetworkSummaryView }) {
  const t = useTranslations("shell.kind");
  const { engine, ledger, live, configured, sourceError } = network;
  return (
    <span className={styles.kind}>
      {engine === null || live === null ? (
        t("unheard")
      ) : (
        <>
          {engine} · {ledger === "utxo" ? t("utxo") : t("account")} · {t(live ? "live" : "recording")}
          {!configured ? ` · ${t("dropped")}` : sourceError !== null && ` · ${t("unreachable")}`}
        </>
      )}
    </span>
  );
}
