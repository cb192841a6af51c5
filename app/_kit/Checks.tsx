/**
 * Named checks, each with its outcome in a sentence and, where two values were compared, both of them; where they were to be
 * equal, the characters that differ are marked: underlined and bold, so that no colour is needed to see them.
 */
import type { ReactNode } from "react";
import { Badge, StatusDot, type Tone } from "./Badge";
import styles from "./checks.module.css";
import { differencesOf, type Run } from "./differences";

export interface Check {
  key: string;
  name: ReactNode;
  tone: Tone;
  outcome: ReactNode;
  /** What this outcome means, in one sentence. */
  meaning: ReactNode;
  /** What exactly was looked at. */
  detail?: ReactNode;
  /** `equal`: whether they should have been, so that what differs is marked. */
  compared?: {
    stated: { label: ReactNode; value: string };
    computed: { label: ReactNode; value: string };
    equal: boolean;
  };
  /** Set apart from the others. */
  loud?: boolean;
}

export function Checks({ checks }: { checks: Check[] }) {
  return (
    <ul className={styles.list}>
      {checks.map(({ key, name, tone, outcome, meaning, detail, compared, loud = false }) => (
        <li key={key} className={loud ? styles.loud : styles.check}>
          <div className={styles.head}>
            <span className={styles.name}>
              {loud && <StatusDot tone="failed" />} {name}
            </span>
            <Badge tone={tone}>{outcome}</Badge>
          </div>
          <p className={styles.meaning}>{meaning}</p>
          {detail && <div className={styles.detail}>{detail}</div>}
          {compared && <Compared {...compared} />}
        </li>
      ))}
    </ul>
  );
}

function Compared({ stated, computed, equal }: NonNullable<Check["compared"]>) {
  const runs = equal
    ? differencesOf(stated.value, computed.value)
    : { stated: [{ text: stated.value, differs: false }], computed: [{ text: computed.value, differs: false }] };
  return (
    <dl className={styles.compared}>
      <dt>{stated.label}</dt>
      <dd>
        <Marked runs={runs.stated} />
      </dd>
      <dt>{computed.label}</dt>
      <dd>
        <Marked runs={runs.computed} />
      </dd>
    </dl>
  );
}

function Marked({ runs }: { runs: Run[] }) {
  return runs.map(({ text, differs }, index) =>
    differs ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one fixed text
      <mark key={index} className={styles.differs}>
        {text}
      </mark>
    ) : (
      text
    ),
  );
}
