/** What rows of transactions have in common on both ledgers: what stands before their own columns, and the status behind. */
import { useFormatter, useTranslations } from "next-intl";
import { Age, Badge, BlockLink, type Column, type Rank, Td, TxLink } from "#app/kit";
import type { AddressTransactionView, TransactionView } from "#server/api";
import { TxStatus } from "./TxStatus";

export type TxRowView = TransactionView | AddressTransactionView;
export type TxVariant = "list" | "block" | "address" | "pending" | "brief";

export interface TxTableProps {
  transactions: readonly TxRowView[];
  variant?: TxVariant;
  /** Hashes of those that a check of their block names as wrong. */
  doubted?: readonly string[];
}

export interface TxRowProps {
  tx: TxRowView;
  variant: TxVariant;
  doubted: boolean;
}

const placed = (variant: TxVariant) => variant === "list" || variant === "address";

export function useTxColumns(variant: TxVariant, own: readonly (Column | false)[], statusRank: Rank): Column[] {
  const t = useTranslations("transaction");
  const all: (Column | false)[] = [
    { key: "hash", label: t("hash") },
    variant === "block" ? { key: "index", label: t("index"), align: "end", rank: 2 } : { key: "age", label: t("age") },
    placed(variant) && { key: "block", label: t("block"), rank: 2 },
    variant === "address" && { key: "role", label: t("role"), rank: 2 },
    ...own,
    variant !== "pending" && { key: "status", label: t("status"), rank: statusRank },
  ];
  return all.filter((column) => column !== false);
}

export function LeadCells({ tx, variant }: Omit<TxRowProps, "doubted">) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  const time = tx.time ?? tx.firstSeenAt;
  const roles = tx.ledger === "utxo" ? "utxoRoles" : "roles";
  return (
    <>
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
      {placed(variant) && <Td rank={2}>{tx.blockHeight === null ? "–" : <BlockLink height={tx.blockHeight} />}</Td>}
      {variant === "address" && <Td rank={2}>{"role" in tx ? t(`${roles}.${tx.role}`) : "–"}</Td>}
    </>
  );
}

export function StatusCell({ tx, variant, doubted, rank }: TxRowProps & { rank: Rank }) {
  const t = useTranslations("transaction");
  if (variant === "pending") return null;
  return (
    <Td rank={rank} wrap>
      {doubted ? (
        <Badge tone="failed" title={t("doubtedText")}>
          {t("doubted")}
        </Badge>
      ) : (
        <TxStatus status={tx.status} final={tx.final} ledger={tx.ledger} />
      )}
    </Td>
  );
}
