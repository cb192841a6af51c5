/** A node's log as a bar: what is committed as far as the node knows, and what is in its log beyond that. */
import { useFormatter, useTranslations } from "next-intl";
import { placeOf, type RaftRow, type Scale } from "./raft";
import styles from "./raft.module.css";

export function LogBar({ row, scale }: { row: RaftRow; scale: Scale }) {
  const t = useTranslations("consensus.raft");
  const format = useFormatter();
  const plain = (height: number | null) => (height === null ? "–" : format.number(height, "plain"));
  const label = t("bar", { id: row.id, last: plain(row.lastIndex), committed: plain(row.commitIndex) });
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" className={styles.bar} role="img" aria-label={label}>
      <title>{label}</title>
      <rect width="100" height="10" className={styles.track} />
      <rect width={100 * placeOf(row.lastIndex, scale)} height="10" className={styles.log} />
      <rect width={100 * placeOf(row.commitIndex, scale)} height="10" className={styles.committed} />
    </svg>
  );
}
