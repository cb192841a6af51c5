/** An amount of the ledger's smallest unit, in a unit people read; the exact amount stands in the title. */
import { useFormatter, useTranslations } from "next-intl";
import { toUnits } from "./format";
import text from "./text.module.css";

const DECIMALS = { wei: 0, gwei: 9, ether: 18 } as const;
const FRACTION_DIGITS = { short: 6, full: 18 } as const;

export interface AmountProps {
  /** Decimal string; null is "unknown". */
  value: string | null;
  unit?: keyof typeof DECIMALS;
  size?: keyof typeof FRACTION_DIGITS;
  /** Whether the unit stands behind it; a table names it in its header instead. */
  named?: boolean;
}

export function Amount({ value, unit = "ether", size = "short", named = false }: AmountProps) {
  const format = useFormatter();
  const t = useTranslations("kit");
  if (value === null) return <span className={text.faint}>{t("unknown")}</span>;
  const { whole, fraction, cut } = toUnits(value, DECIMALS[unit], FRACTION_DIGITS[size]);
  const shown = format.number(whole) + (fraction && `.${fraction}`);
  const tiny = cut && whole === 0n && fraction === "";
  return (
    <span className={text.number} title={`${value} wei`}>
      {tiny ? "<0.000001" : shown}
      {cut && !tiny && <span className={text.faint}>…</span>}
      {named && <span className={text.faint}> {t(`units.${unit}`)}</span>}
    </span>
  );
}
