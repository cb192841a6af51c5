/** Transactions of a utxo ledger as rows: how many outputs they spend and create rather than from whom to whom. */
import { useFormatter, useTranslations } from "next-intl";
import { Amount, Badge, Table, Td, Tr } from "#app/kit";
import { LeadCells, StatusCell, type TxRowProps, type TxTableProps, type TxVariant, useTxColumns } from "./row";

const countRank = (variant: TxVariant) => (variant === "brief" ? 3 : 2);
const statusRank = (variant: TxVariant) => (variant === "block" ? 3 : 2);

export function UtxoTxTable({ transactions, variant, doubted }: Required<TxTableProps>) {
  const t = useTranslations("transaction");
  const kit = useTranslations("kit");
  const columns = useTxColumns(
    variant,
    [
      { key: "inputs", label: t("inputs"), align: "end", rank: countRank(variant) },
      { key: "outputs", label: t("outputs"), align: "end", rank: countRank(variant) },
      { key: "value", label: t("valueIn", { unit: kit("units.btc") }), align: "end" },
      variant !== "brief" && { key: "fee", label: t("feeIn", { unit: kit("units.sat") }), align: "end", rank: 2 },
    ],
    statusRank(variant),
  );
  return (
    <Table caption={t("tableCaption")} columns={columns}>
      {transactions.map((tx) => (
        <UtxoRow key={tx.hash} tx={tx} variant={variant} doubted={doubted.includes(tx.hash)} />
      ))}
    </Table>
  );
}

function UtxoRow({ tx, variant, doubted }: TxRowProps) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  const count = (value: number | null) => (value === null ? "–" : format.number(value));
  return (
    <Tr>
      <LeadCells tx={tx} variant={variant} />
      <Td align="end" rank={countRank(variant)}>
        {tx.coinbase ? <Badge tone="unknown">{t("coinbase")}</Badge> : count(tx.inputCount)}
      </Td>
      <Td align="end" rank={countRank(variant)}>
        {count(tx.outputCount)}
      </Td>
      <Td align="end">
        <Amount value={tx.value} unit="btc" />
      </Td>
      {variant !== "brief" && (
        <Td align="end" rank={2}>
          {tx.coinbase ? "–" : <Amount value={tx.fee} unit="sat" />}
        </Td>
      )}
      <StatusCell tx={tx} variant={variant} doubted={doubted} rank={statusRank(variant)} />
    </Tr>
  );
}
