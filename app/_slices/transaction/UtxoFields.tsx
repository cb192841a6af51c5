/** A transaction's own fields on a utxo ledger. */
import { useFormatter, useTranslations } from "next-intl";
import { Amount, BlockLink, Bytes, COIN, type Field, Hash, KeyValue, SMALL_COIN, Text, Time } from "#app/kit";
import type { TransactionDetailView } from "#server/api";

/** From here on a lock time is seconds since 1970, below it is a height. */
const LOCK_TIME_SECONDS_MIN = 500_000_000;

export function UtxoFields({ transaction: tx }: { transaction: TransactionDetailView }) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  const count = (key: "virtualSize" | "weight" | "version" | "index"): Field | null =>
    tx[key] === null ? null : { key, label: t(key), value: format.number(tx[key]) };
  const fields: (Field | null)[] = [
    { key: "hash", label: t("hash"), value: <Hash value={tx.hash} size="full" copy /> },
    { key: "value", label: t("outputTotal"), value: <Amount value={tx.value} unit={COIN.utxo} size="full" named /> },
    { key: "fee", label: t("fee"), value: <Fee transaction={tx} /> },
    { key: "size", label: t("size"), value: <Bytes value={tx.size} /> },
    count("virtualSize"),
    count("weight"),
    { key: "type", label: t("type"), value: t(tx.type === 1 ? "withWitnesses" : "withoutWitnesses") },
    count("version"),
    { key: "lockTime", label: t("lockTime"), value: <LockTime value={tx.lockTime} /> },
    count("index"),
  ];
  return <KeyValue fields={fields} />;
}

function Fee({ transaction: tx }: { transaction: TransactionDetailView }) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  if (tx.coinbase) return <Text variant="faint">{t("coinbaseFee")}</Text>;
  if (tx.fee === null) return <Text variant="faint">{t("feeUnknown")}</Text>;
  const rate = tx.virtualSize ? Number(tx.fee) / tx.virtualSize : null;
  return (
    <>
      <Amount value={tx.fee} unit={SMALL_COIN.utxo} size="full" named />{" "}
      {rate !== null && (
        <Text variant="faint">· {t("feeRate", { rate: format.number(rate, { maximumFractionDigits: 2 }) })}</Text>
      )}
    </>
  );
}

function LockTime({ value }: { value: number | null }) {
  const t = useTranslations("transaction");
  if (value === null || value === 0) return <Text variant="faint">{t("noLockTime")}</Text>;
  if (value >= LOCK_TIME_SECONDS_MIN) return <Time time={new Date(value * 1000).toISOString()} />;
  return (
    <>
      {t("lockHeight")} <BlockLink height={value} />
    </>
  );
}
