/** The fields of one thing: a name and a value a line, set side by side where there is room. */
import type { ReactNode } from "react";
import styles from "./keyvalue.module.css";

export interface Field {
  key: string;
  label: ReactNode;
  value: ReactNode;
  /** What the field means, below the value. */
  note?: ReactNode;
}

/** Null fields are left out, so that a page can list what a ledger may lack. */
export function KeyValue({ fields }: { fields: (Field | null)[] }) {
  return (
    <dl className={styles.list}>
      {fields.map(
        (field) =>
          field && (
            <div key={field.key} className={styles.line}>
              <dt className={styles.name}>{field.label}</dt>
              <dd className={styles.value}>
                {field.value}
                {field.note && <div className={styles.note}>{field.note}</div>}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
