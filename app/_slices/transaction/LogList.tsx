/** The events that a transaction's contracts have written, topic by topic. */
import { useTranslations } from "next-intl";
import { AddressLink, EmptyState, Hash, KeyValue, Raw } from "#app/kit";
import type { LogView } from "#server/api";
import styles from "./logs.module.css";

export interface LogListProps {
  logs: LogView[];
  included: boolean;
  /** Whether the source gives receipts: without them nobody knows what was written. */
  known: boolean;
}

export function LogList({ logs, included, known }: LogListProps) {
  const t = useTranslations("transaction");
  if (logs.length === 0 && included && !known)
    return <EmptyState title={t("logsUnknown")}>{t("statusText.unknown")}</EmptyState>;
  if (logs.length === 0) return <EmptyState title={t("noLogs")}>{t(included ? "noLogsText" : "noLogsYet")}</EmptyState>;
  return (
    <ol>
      {logs.map((log) => (
        <li key={log.index} className={styles.log}>
          <KeyValue
            fields={[
              {
                key: "address",
                label: t("logIndex", { index: log.index }),
                value: <AddressLink address={log.address} full />,
              },
              ...log.topics.map((topic, index) => ({
                key: `topic${index}`,
                label: t("topic", { index }),
                value: <Hash value={topic} size="full" />,
              })),
              log.data === "0x" ? null : { key: "data", label: t("data"), value: <Raw>{log.data}</Raw> },
            ]}
          />
        </li>
      ))}
    </ol>
  );
}
