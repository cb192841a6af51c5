/** A transaction's life in three steps: first seen, included, final. Each says when, or that it has not come yet. */
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { BlockLink, StatusDot, Time, type Tone } from "#app/kit";
import type { TransactionDetailView } from "#server/api";
import styles from "./life.module.css";

export interface TxLifeProps {
  transaction: TransactionDetailView;
  /** Whether this chain says that blocks are final; else only depth can be told. */
  tellsFinality?: boolean;
  blockFailed?: boolean;
}

export function TxLife({ transaction: tx, tellsFinality = true, blockFailed = false }: TxLifeProps) {
  const t = useTranslations("transaction");
  const included = tx.blockHeight !== null;
  const dropped = tx.status === "dropped";
  const steps: { key: "seen" | "included" | "final"; tone: Tone; text: ReactNode }[] = [
    {
      key: "seen",
      tone: tx.firstSeenAt === null ? "unknown" : "final",
      text: tx.firstSeenAt === null ? t("life.notSeen") : <Time time={tx.firstSeenAt} />,
    },
    {
      key: "included",
      tone: included ? (tx.status === "failed" || blockFailed ? "failed" : "final") : dropped ? "dead" : "pending",
      text: included ? (
        <>
          {t("life.inBlock")} <BlockLink height={tx.blockHeight ?? 0} />
          {tx.time !== null && (
            <>
              {" · "}
              <Time time={tx.time} />
            </>
          )}
        </>
      ) : dropped ? (
        t("life.dropped", { reason: tx.dropReason ?? "–" })
      ) : (
        t("life.waiting")
      ),
    },
    {
      key: "final",
      tone: tx.final ? "final" : dropped || !tellsFinality ? "unknown" : "pending",
      text: tx.final
        ? t("life.isFinal", { count: tx.confirmations })
        : included
          ? t(tellsFinality ? "life.notFinal" : "life.depth", { count: tx.confirmations })
          : t("life.notYet"),
    },
  ];
  return (
    <ol className={styles.life}>
      {steps.map(({ key, tone, text }) => (
        <li key={key} className={styles.step}>
          <span className={styles.head}>
            <StatusDot
              tone={tone}
              label={t(`life.state.${tone === "final" ? "done" : tone === "pending" ? "waiting" : "other"}`)}
            />
            {t(`life.steps.${key}`)}
          </span>
          <span className={styles.text}>{text}</span>
        </li>
      ))}
    </ol>
  );
}
