/** How a page is set out: its head, and what stands below one another or side by side. */
import type { ReactNode } from "react";
import styles from "./layout.module.css";

export interface PageHeadProps {
  /** What kind of thing it is, above the title. */
  kind?: ReactNode;
  title: ReactNode;
  /** Badges beside it. */
  signs?: ReactNode;
  aside?: ReactNode;
  children?: ReactNode;
}

export function PageHead({ kind, title, signs, aside, children }: PageHeadProps) {
  return (
    <header className={styles.pageHead}>
      <div className={styles.pageTitle}>
        {kind && <p className={styles.kind}>{kind}</p>}
        <h1 className={styles.title}>
          {title}
          {signs && <span className={styles.signs}>{signs}</span>}
        </h1>
        {children && <div className={styles.lead}>{children}</div>}
      </div>
      {aside}
    </header>
  );
}

export function Stack({ children }: { children: ReactNode }) {
  return <div className={styles.stack}>{children}</div>;
}

/** `halves` for equals, `main` for a large thing with a smaller one, `fours` and `sixes` for that many figures. */
export function Grid({
  variant = "halves",
  children,
}: {
  variant?: "halves" | "main" | "fours" | "sixes";
  children: ReactNode;
}) {
  return <div className={styles[`${variant}Grid`]}>{children}</div>;
}

export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
