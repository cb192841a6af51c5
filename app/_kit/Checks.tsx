/** Named checks, each with its outcome, what it covers and, where they were compared, both values. */
import type { ReactNode } from "react";
import { Badge, type Tone } from "./Badge";
import styles from "./checks.module.css";
import { Hash } from "./Hash";

export interface Check {
  key: string;
  name: ReactNode;
  tone: Tone;
  outcome: ReactNode;
  covers: ReactNode;
  detail?: ReactNode;
  compared?: { label: ReactNode; value: string }[];
}

export function Checks({ checks }: { checks: Check[] }) {
  return (
    <ul className={styles.list}>
      {checks.map(({ key, name, tone, outcome, covers, detail, compared = [] }) => (
        <li key={key} className={styles.check}>
          <div className={styles.head}>
            <span className={styles.name}>{name}</span>
            <Badge tone={tone}>{outcome}</Badge>
          </div>
          <p className={styles.covers}>{covers}</p>
          {detail && <p className={styles.detail}>{detail}</p>}
          {compared.map(({ label, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two fixed lines
            <p key={index} className={styles.compared}>
              <span>{label}</span> <Hash value={value} size={value.length > 24 ? "full" : "short"} />
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
