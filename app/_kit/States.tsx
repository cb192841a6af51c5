/** What stands in place of data: nothing yet, an error, a notice above a page, and a placeholder of the same size. */
import type { ReactNode } from "react";
import { StatusDot, type Tone } from "./Badge";
import styles from "./states.module.css";

export function EmptyState({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <svg viewBox="0 0 64 40" className={styles.panes} aria-hidden="true">
        <rect x="1" y="9" width="18" height="22" rx="3" />
        <rect x="23" y="5" width="18" height="30" rx="3" strokeDasharray="4 3" />
        <rect x="45" y="9" width="18" height="22" rx="3" />
      </svg>
      <p className={styles.emptyTitle}>{title}</p>
      {children && <div className={styles.emptyText}>{children}</div>}
    </div>
  );
}

export function ErrorState({
  title,
  children,
  action,
}: {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.error} role="alert">
      <p className={styles.emptyTitle}>
        <StatusDot tone="failed" /> {title}
      </p>
      {children && <div className={styles.emptyText}>{children}</div>}
      {action}
    </div>
  );
}

export function Notice({ tone, title, children }: { tone: Tone; title: ReactNode; children?: ReactNode }) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`}>
      <StatusDot tone={tone} />
      <div>
        <p className={styles.noticeTitle}>{title}</p>
        {children && <div className={styles.noticeText}>{children}</div>}
      </div>
    </div>
  );
}

export function Skeleton({ variant = "line" }: { variant?: "line" | "chart" }) {
  return <span className={`${styles.skeleton} ${styles[variant]}`} aria-hidden="true" />;
}
