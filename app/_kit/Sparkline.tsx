/** A small line of figures, drawn on the server, with the same in words. */

import styles from "./chart.module.css";
import { polyline } from "./format";

export function Sparkline({ values, summary }: { values: readonly number[]; summary: string }) {
  return (
    <svg viewBox="-2 -2 104 28" className={styles.spark} role="img" aria-label={summary} preserveAspectRatio="none">
      {values.length > 1 && <polyline points={polyline(values, 100, 24)} />}
    </svg>
  );
}
