/** An amount of the ledger's smallest unit, in a unit people read; the exact amount stands in the title. */
import { useFormatter, useTranslations } from "next-intl";
import { toUnits } from "./format";
import text from "./text.module.css";

/** Short: the digits after the point that a table has room for. */
const UNITS = {
  wei: { decimals: 0, short: 0, smallest: "wei" },
  gwei: { decimals: 9, short: 6, smallest: "wei" },
  ether: { decimals: 18, short: 6, smallest: "wei" },
  sat: { decimals: 0, short: 0, smallest: "sat" },
  btc: { decimals: 8, short: 8, smallest: "sat" },
} as const;

export type Unit = keyof typeof UNITS;
export type LedgerKind = "account" | "utxo";

/** What values are shown in. */
export const COIN: Record<LedgerKind, Unit> = { account: "ether", utxo: "btc" };
/** What fees are shown in where there is little room. */
export const SMALL_COIN: Record<LedgerKind, Unit> = { account: "gwei", utxo: "sat" };

export interface AmountProps {
  /** Decimal string; null is "unknown". */
  value: string | null;
  unit?: Unit;
  size?: "short" | "full";
  /** Whether the unit stands behind it; a table names it in its header instead. */
  named?: boolean;
}

export function Amount({ value, unit = "ether", size = "short", named = false }: AmountProps) {
  const format = useFormatter();
  const t = useTranslations("kit");
  if (value === null) return <span className={text.faint}>{t("unknown")}</span>;
  const { decimals, short, smallest } = UNITS[unit];
  const { whole, fraction, cut } = toUnits(value, decimals, size === "full" ? decimals : short);
  const shown = format.number(whole) + (fraction && `.${fraction}`);
  const tiny = cut && whole === 0n && fraction === "";
  return (
    <span className={text.number} title={`${value} ${smallest}`}>
      {tiny ? `<0.${"1".padStart(short, "0")}` : shown}
      {cut && !tiny && <span className={text.faint}>…</span>}
      {named && <span className={text.faint}> {t(`units.${unit}`)}</span>}
    </span>
  );
}
