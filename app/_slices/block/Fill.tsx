/** How much of what fits into a block is used, by its ledger's own measure, as a bar and in words. */
import { useFormatter, useTranslations } from "next-intl";
import type { BlockView } from "#server/api";
import styles from "./fill.module.css";
import { fullnessOf } from "./shape";

export function Fill({ block }: { block: BlockView }) {
  const t = useTranslations("block");
  const format = useFormatter();
  const fill = fullnessOf(block);
  if (fill === null) return <span>–</span>;
  const measure = block.gasUsed === null ? "weight" : "gas";
  const percent = t(`fillOf.${measure}`, { percent: format.number(fill, "percent") });
  return (
    <svg viewBox="0 0 60 6" className={styles.fill} role="img" aria-label={percent}>
      <title>{percent}</title>
      <rect width="60" height="6" rx="3" className={styles.empty} />
      <rect width={fill === 0 ? 0 : Math.max(2, fill * 60)} height="6" rx="3" className={styles.used} />
    </svg>
  );
}
