/** How much of a block's gas limit is used, as a bar and in words. */
import { useFormatter, useTranslations } from "next-intl";
import { fillOf } from "#app/kit";
import styles from "./fill.module.css";

export function Fill({ used, limit }: { used: string | null; limit: string | null }) {
  const t = useTranslations("block");
  const format = useFormatter();
  const fill = fillOf(used, limit);
  if (fill === null) return <span>–</span>;
  const percent = format.number(fill, "percent");
  return (
    <svg viewBox="0 0 60 6" className={styles.fill} role="img" aria-label={t("fillOf", { percent })}>
      <title>{t("fillOf", { percent })}</title>
      <rect width="60" height="6" rx="3" className={styles.empty} />
      <rect width={fill === 0 ? 0 : Math.max(2, fill * 60)} height="6" rx="3" className={styles.used} />
    </svg>
  );
}
