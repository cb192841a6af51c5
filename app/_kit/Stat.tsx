/** One figure with its name, and what it means in a small line below. */
import type { ReactNode } from "react";
import styles from "./stat.module.css";

export interface StatProps {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  note?: ReactNode;
  tone?: "plain" | "good" | "warn" | "bad";
}

export function Stat({ label, value, unit, note, tone = "plain" }: StatProps) {
  return (
    <div className={styles.stat}>
      <div className={styles.label}>{label}</div>
      <div className={`${styles.value} ${styles[tone]}`}>
        {value}
        {unit && <span className={styles.unit}> {unit}</span>}
      </div>
      {note && <div className={styles.note}>{note}</div>}
    </div>
  );
}
