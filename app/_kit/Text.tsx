/** A run of text in one of the kit's voices; `hidden` is heard and not seen. */
import type { ReactNode } from "react";
import styles from "./text.module.css";

export type TextVariant = "soft" | "faint" | "mono" | "number" | "hidden";

export function Text({ variant, title, children }: { variant: TextVariant; title?: string; children: ReactNode }) {
  return (
    <span className={styles[variant]} title={title}>
      {children}
    </span>
  );
}

/** Long bytes as they are, in a box that scrolls. */
export function Raw({ children }: { children: ReactNode }) {
  return <pre className={styles.raw}>{children}</pre>;
}
