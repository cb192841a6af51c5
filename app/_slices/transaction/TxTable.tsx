/** Transactions as rows. Within one block the block's column is left out; within an address, its role is shown. */
import { useFormatter, useTranslations } from "next-intl";
import { AddressLink, Age, Amount, BlockLink, type Column, EmptyState, Table, Td, Text, Tr, TxLink } from "#app/kit";
import type { AddressTransactionView, TransactionView } from "#server/api";
import { TxStatus } from "./TxStatus";
import { UtxoTxTable } from "./UtxoTxTable";

export type TxRowView = TransactionView | AddressTransactionView;

export interface TxTableProps {
  transactions: readonly TxRowView[];
  variant?: "list" | "block" | "address" | "pending" | "brief";
}

export function TxTable({ transactions, variant = "list" }: TxTableProps) {
  const t = useTranslations("transaction");
  const kit = useTranslations("kit");
  if (transactions.length === 0)
    return <EmptyState title={t(`empty.${variant}`)}>{t(`emptyText.${variant}`)}</EmptyState>;
  if (transactions[0]?.ledger === "utxo") return <UtxoTxTable transactions={transactions} variant={variant} />;
  const all: (Column | false)[] = [
    { key: "hash", label: t("hash") },
    variant === "block" ? { key: "index", label: t("index"), align: "end", rank: 2 } : { key: "age", label: t("age") },
    (variant === "list" || variant === "address") && { key: "block", label: t("block"), rank: 2 },
    variant === "address" && { key: "role", label: t("role"), rank: 2 },
    { key: "from", label: t("from"), rank: variant === "brief" ? 2 : 3 },
    { key: "to", label: t("to"), rank: 2 },
    variant !== "brief" && { key: "method", label: t("method"), rank: 3 },
    { key: "value", label: t("valueIn", { unit: kit("units.ether") }), align: "end" },
    variant !== "brief" &&
      variant !== "pending" && { key: "fee", label: t("feeIn", { unit: kit("units.gwei") }), align: "end", rank: 3 },
    variant !== "pending" && { key: "status", label: t("status"), rank: variant === "block" ? 1 : 2 },
  ];
  return (
    <Table caption={t("tableCaption")} columns={all.filter((column) => column !== false)}>
      {transactions.map((transaction) => (
        <TxRow key={transaction.hash} transaction={transaction} variant={variant} />
      ))}
    </Table>
  );
}

function TxRow({
  transaction: tx,
  variant,
}: {
  transaction: TxRowView;
  variant: NonNullable<TxTableProps["variant"]>;
}) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  const time = tx.time ?? tx.firstSeenAt;
  return (
    <Tr>
      <Td head>
        <TxLink hash={tx.hash} />
      </Td>
      {variant === "block" ? (
        <Td align="end" rank={2}>
          {tx.index === null ? "–" : format.number(tx.index)}
        </Td>
      ) : (
        <Td>{time === null ? "–" : <Age time={time} />}</Td>
      )}
      {(variant === "list" || variant === "address") && (
        <Td rank={2}>{tx.blockHeight === null ? "–" : <BlockLink height={tx.blockHeight} />}</Td>
      )}
      {variant === "address" && <Td rank={2}>{"role" in tx ? t(`roles.${tx.role}`) : "–"}</Td>}
      <Td rank={variant === "brief" ? 2 : 3}>
        <AddressLink address={tx.from} />
      </Td>
      <Td rank={2}>
        <Recipient transaction={tx} />
      </Td>
      {variant !== "brief" && (
        <Td rank={3}>
          <Text variant="mono">{tx.method ?? "–"}</Text>
        </Td>
      )}
      <Td align="end">
        <Amount value={tx.value} />
      </Td>
      {variant !== "brief" && variant !== "pending" && (
        <Td align="end" rank={3}>
          <Amount value={tx.fee} unit="gwei" />
        </Td>
      )}
      {variant !== "pending" && (
        <Td rank={variant === "block" ? 1 : 2}>
          <TxStatus status={tx.status} final={tx.final} />
        </Td>
      )}
    </Tr>
  );
}

export function Recipient({ transaction, full = false }: { transaction: TransactionView; full?: boolean }) {
  const t = useTranslations("transaction");
  if (transaction.to !== null) return <AddressLink address={transaction.to} full={full} copy={full} />;
  if (transaction.contractAddress === null) return <Text variant="faint">{t("creation")}</Text>;
  return (
    <span>
      <Text variant="faint">{t("created")}</Text> <AddressLink address={transaction.contractAddress} full={full} />
    </span>
  );
}
