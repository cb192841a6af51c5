/** Transactions as rows. Within one block the block's column is left out; within an address, its role is shown. */
import { useTranslations } from "next-intl";
import { AddressLink, Amount, EmptyState, Hash, Table, Td, Text, Tr } from "#app/kit";
import type { TransactionView } from "#server/api";
import { LeadCells, StatusCell, type TxRowProps, type TxTableProps, type TxVariant, useTxColumns } from "./row";
import { UtxoTxTable } from "./UtxoTxTable";

export function TxTable({ transactions, variant = "list", doubted = [] }: TxTableProps) {
  const t = useTranslations("transaction");
  if (transactions.length === 0)
    return <EmptyState title={t(`empty.${variant}`)}>{t(`emptyText.${variant}`)}</EmptyState>;
  const Rows = transactions[0]?.ledger === "utxo" ? UtxoTxTable : AccountTxTable;
  return <Rows transactions={transactions} variant={variant} doubted={doubted} />;
}

const statusRank = (variant: TxVariant) => (variant === "block" ? 1 : 2);

function AccountTxTable({ transactions, variant, doubted }: Required<TxTableProps>) {
  const t = useTranslations("transaction");
  const kit = useTranslations("kit");
  const columns = useTxColumns(
    variant,
    [
      { key: "from", label: t("from"), rank: variant === "brief" ? 2 : 3 },
      { key: "to", label: t("to"), rank: 2 },
      variant !== "brief" && { key: "method", label: t("method"), rank: 3 },
      { key: "value", label: t("valueIn", { unit: kit("units.ether") }), align: "end" },
      variant !== "brief" &&
        variant !== "pending" && { key: "fee", label: t("feeIn", { unit: kit("units.gwei") }), align: "end", rank: 3 },
    ],
    statusRank(variant),
  );
  return (
    <Table caption={t("tableCaption")} columns={columns}>
      {transactions.map((tx) => (
        <TxRow key={tx.hash} tx={tx} variant={variant} doubted={doubted.includes(tx.hash)} />
      ))}
    </Table>
  );
}

function TxRow({ tx, variant, doubted }: TxRowProps) {
  return (
    <Tr>
      <LeadCells tx={tx} variant={variant} />
      <Td rank={variant === "brief" ? 2 : 3}>
        <Sender address={tx.from} doubted={doubted} />
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
      <StatusCell tx={tx} variant={variant} doubted={doubted} rank={statusRank(variant)} />
    </Tr>
  );
}

/** An address that a wrong signature yields is nobody's: it is shown, and leads nowhere. */
export function Sender({
  address,
  doubted,
  full = false,
}: {
  address: string | null;
  doubted: boolean;
  full?: boolean;
}) {
  if (doubted && address !== null) return <Hash value={address} size={full ? "full" : "short"} />;
  return <AddressLink address={address} full={full} copy={full && address !== null} />;
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
