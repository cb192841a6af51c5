/** Why no block becomes final, in the reader's language, from the stall's code and facts; and so is its evidence. */
import { useTranslations } from "next-intl";
import { Age, NodeLink, Notice, Time } from "#app/kit";
import type { Stall } from "#server/api";
import styles from "./stall.module.css";
import { useFinding } from "./useFinding";
import { useStallSentence } from "./useStallSentence";

export function StallReport({ stall, observers }: { stall: Stall; observers: string }) {
  const t = useTranslations("consensus");
  const sentence = useStallSentence(stall);
  const wording = useFinding();
  return (
    <Notice tone={stall.code === "source-cut-off" ? "suspect" : "dead"} title={sentence}>
      <dl className={styles.report}>
        <dt>{t("since")}</dt>
        <dd>
          <Time time={stall.since} /> · <Age time={stall.since} />
        </dd>
        {stall.who.length > 0 && (
          <>
            <dt>{t("who")}</dt>
            <dd>
              {stall.who.map((id) => (
                <span key={id} className={styles.who}>
                  <NodeLink id={id} />
                </span>
              ))}
            </dd>
          </>
        )}
        <dt>{t("safe")}</dt>
        <dd>{t(`safeStep.${stall.code}`)}</dd>
        {stall.nextAttemptAt !== null && (
          <>
            <dt>{t("nextAttempt")}</dt>
            <dd>
              <Time time={stall.nextAttemptAt} />
            </dd>
          </>
        )}
        <dt>{t("evidence")}</dt>
        <dd>
          <ul className={styles.evidence}>
            {stall.findings.map((finding) => (
              <li key={finding.code === "validator-down" ? finding.id : finding.code}>{wording(finding)}</li>
            ))}
          </ul>
          {observers}
        </dd>
      </dl>
    </Notice>
  );
}
