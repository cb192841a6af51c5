/** A transaction's fields, as the chain has them. */
import { useFormatter, useTranslations } from "next-intl";
import { Amount, Bytes, type Field, Hash, KeyValue, Raw, Text } from "#app/kit";
import type { TransactionDetailView } from "#server/api";
import { Recipient, Sender } from "./TxTable";

const TYPES = ["legacy", "accessList", "dynamicFee", "blob", "setCode"] as const;

export function TxFields({
  transaction: tx,
  doubted = false,
}: {
  transaction: TransactionDetailView;
  doubted?: boolean;
}) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  const type = TYPES[tx.type];
  const price = (key: "gasPrice" | "maxFeePerGas" | "maxPriorityFeePerGas"): Field | null =>
    tx[key] === null ? null : { key, label: t(key), value: <Amount value={tx[key]} unit="gwei" size="full" named /> };
  const gasLimit = tx.gasLimit === null ? "–" : format.number(BigInt(tx.gasLimit));
  const fields: (Field | null)[] = [
    { key: "hash", label: t("hash"), value: <Hash value={tx.hash} size="full" copy /> },
    {
      key: "from",
      label: t("from"),
      value: <Sender address={tx.from} doubted={doubted} full />,
      note: doubted && t("doubtedSender"),
    },
    { key: "to", label: t("to"), value: <Recipient transaction={tx} full /> },
    { key: "value", label: t("value"), value: <Amount value={tx.value} size="full" named /> },
    { key: "fee", label: t("fee"), value: <Amount value={tx.fee} size="full" named /> },
    {
      key: "gas",
      label: t("gas"),
      value:
        tx.gasUsed === null
          ? t("gasLimitOnly", { limit: gasLimit })
          : t("gasOf", { used: format.number(BigInt(tx.gasUsed)), limit: gasLimit }),
    },
    price("gasPrice"),
    price("maxFeePerGas"),
    price("maxPriorityFeePerGas"),
    tx.nonce === null ? null : { key: "nonce", label: t("nonce"), value: format.number(BigInt(tx.nonce)) },
    { key: "type", label: t("type"), value: type ? `${tx.type} · ${t(`types.${type}`)}` : String(tx.type) },
    tx.index === null ? null : { key: "index", label: t("index"), value: format.number(tx.index) },
    { key: "size", label: t("size"), value: <Bytes value={tx.size} /> },
    { key: "input", label: t("input"), value: <Input data={tx.input} /> },
  ];
  return <KeyValue fields={fields} />;
}

function Input({ data }: { data: string | null }) {
  const t = useTranslations("transaction");
  if (data === null || data === "0x") return <Text variant="faint">{t("noInput")}</Text>;
  return (
    <>
      <Text variant="faint">{t("bytes", { count: (data.length - 2) / 2 })}</Text>
      <Raw>{data}</Raw>
    </>
  );
}
