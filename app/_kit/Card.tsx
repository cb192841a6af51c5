/** A surface with a heading; `aside` stands at the heading's far end. */
import { type ReactNode, useId } from "react";
import styles from "./layout.module.css";

export interface CardProps {
  title?: ReactNode;
  aside?: ReactNode;
  /** `flush` lets a table reach the edges. */
  variant?: "padded" | "flush";
  children: ReactNode;
}

export function Card({ title, aside, variant = "padded", children }: CardProps) {
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className={styles.cardHead}>
          <h2 id={id} className={styles.cardTitle}>
            {title}
          </h2>
          {aside && <div className={styles.cardAside}>{aside}</div>}
        </header>
      )}
      <div className={styles[variant]}>{children}</div>
    </section>
  );
}
