/** Transactions of a utxo ledger as rows: how many outputs they spend and create rather than from whom to whom. */
import { useFormatter, useTranslations } from "next-intl";
import { Age, Amount, Badge, BlockLink, type Column, Table, Td, Tr, TxLink } from "#app/kit";
import { TxStatus } from "./TxStatus";
import type { TxRowView, TxTableProps } from "./TxTable";

type Variant = NonNullable<TxTableProps["variant"]>;

export function UtxoTxTable({ transactions, variant }: { transactions: readonly TxRowView[]; variant: Variant }) {
  const t = useTranslations("transaction");
  const kit = useTranslations("kit");
  const all: (Column | false)[] = [
    { key: "hash", label: t("hash") },
    variant === "block" ? { key: "index", label: t("index"), align: "end", rank: 2 } : { key: "age", label: t("age") },
    (variant === "list" || variant === "address") && { key: "block", label: t("block"), rank: 2 },
    variant === "address" && { key: "role", label: t("role"), rank: 2 },
    { key: "inputs", label: t("inputs"), align: "end", rank: variant === "brief" ? 3 : 2 },
    { key: "outputs", label: t("outputs"), align: "end", rank: variant === "brief" ? 3 : 2 },
    { key: "value", label: t("valueIn", { unit: kit("units.btc") }), align: "end" },
    variant !== "brief" && { key: "fee", label: t("feeIn", { unit: kit("units.sat") }), align: "end", rank: 2 },
    variant !== "pending" && { key: "status", label: t("status"), rank: variant === "block" ? 3 : 2 },
  ];
  return (
    <Table caption={t("tableCaption")} columns={all.filter((column) => column !== false)}>
      {transactions.map((tx) => (
        <UtxoRow key={tx.hash} tx={tx} variant={variant} />
      ))}
    </Table>
  );
}

function UtxoRow({ tx, variant }: { tx: TxRowView; variant: Variant }) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  const time = tx.time ?? tx.firstSeenAt;
  const count = (value: number | null) => (value === null ? "–" : format.number(value));
  const countRank = variant === "brief" ? 3 : 2;
  return (
    <Tr>
      <Td head>
        <TxLink hash={tx.hash} />
      </Td>
      {variant === "block" ? (
        <Td align="end" rank={2}>
          {count(tx.index)}
        </Td>
      ) : (
        <Td>{time === null ? "–" : <Age time={time} />}</Td>
      )}
      {(variant === "list" || variant === "address") && (
        <Td rank={2}>{tx.blockHeight === null ? "–" : <BlockLink height={tx.blockHeight} />}</Td>
      )}
      {variant === "address" && <Td rank={2}>{"role" in tx ? t(`utxoRoles.${tx.role}`) : "–"}</Td>}
      <Td align="end" rank={countRank}>
        {tx.coinbase ? <Badge tone="unknown">{t("coinbase")}</Badge> : count(tx.inputCount)}
      </Td>
      <Td align="end" rank={countRank}>
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
      {variant !== "pending" && (
        <Td rank={variant === "block" ? 3 : 2}>
          <TxStatus status={tx.status} final={tx.final} />
        </Td>
      )}
    </Tr>
  );
}
