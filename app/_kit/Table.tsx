/**
 * Tables that stay readable from 360 px: a column of a lower rank steps back when the table itself grows narrow, and what
 * still does not fit scrolls inside its own box, never the page.
 */
import type { ReactNode } from "react";
import styles from "./table.module.css";

/** 1 always stays; 2 goes below 640 px of the table's own width, 3 below 880 px. */
export type Rank = 1 | 2 | 3;
const RANK: Record<Rank, string | undefined> = { 1: "", 2: styles.rank2, 3: styles.rank3 };

export interface Column {
  key: string;
  label: ReactNode;
  rank?: Rank;
  align?: "start" | "end";
}

/** @param caption what the table holds, for those who do not see it */
export function Table({ caption, columns, children }: { caption: string; columns: Column[]; children: ReactNode }) {
  return (
    <div className={styles.box}>
      <table className={styles.table}>
        <caption className={styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, label, rank = 1, align = "start" }) => (
              <th key={key} scope="col" className={`${RANK[rank]} ${styles[align]}`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Tr({ variant = "plain", children }: { variant?: "plain" | "muted" | "struck"; children: ReactNode }) {
  return <tr className={styles[variant]}>{children}</tr>;
}

export interface TdProps {
  rank?: Rank;
  align?: "start" | "end";
  /** The row's name: a row header. */
  head?: boolean;
  /** For words, which may take several lines. */
  wrap?: boolean;
  span?: number;
  children: ReactNode;
}

export function Td({ rank = 1, align = "start", head = false, wrap = false, span, children }: TdProps) {
  const className = `${RANK[rank]} ${styles[align]} ${wrap ? styles.wrap : ""}`;
  return head ? (
    <th scope="row" className={className} colSpan={span}>
      {children}
    </th>
  ) : (
    <td className={className} colSpan={span}>
      {children}
    </td>
  );
}
