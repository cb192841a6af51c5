/**
 * A state in a word, and as a dot. Colour is never alone: each state has a shape of its own, so that it is told apart in
 * grey and by people who do not see red and green.
 */
import type { ReactNode } from "react";
import styles from "./badge.module.css";

export type Tone = "final" | "pending" | "failed" | "forked" | "alive" | "suspect" | "dead" | "unknown";

/** In a 12 by 12 box. */
const SHAPES: Record<Tone, ReactNode> = {
  final: <path d="M2 6.5 5 9.5 10 3" className={styles.line} />,
  pending: <circle cx="6" cy="6" r="4" className={styles.line} strokeDasharray="3 2.2" />,
  failed: <path d="M3 3l6 6M9 3l-6 6" className={styles.line} />,
  forked: <path d="M3 1.5v9M3 6.5c4 0 6-1 6-5" className={styles.line} />,
  alive: <circle cx="6" cy="6" r="4" />,
  suspect: <path d="M6 1.5 11 10.5H1z" />,
  dead: <path d="M2 2h8v8H2z" />,
  unknown: <circle cx="6" cy="6" r="3.8" className={styles.line} />,
};

export function StatusDot({ tone, label }: { tone: Tone; label?: string }) {
  return (
    <svg
      viewBox="0 0 12 12"
      className={`${styles.dot} ${styles[tone]}`}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {SHAPES[tone]}
    </svg>
  );
}

export function Badge({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={`${styles.badge} ${styles[tone]} ${styles[`${tone}Wash`]}`} title={title}>
      <StatusDot tone={tone} />
      {children}
    </span>
  );
}
