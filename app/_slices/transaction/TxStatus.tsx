/** How a transaction stands, in one badge; success is marked final once its block is. A utxo ledger carries nothing out. */
import { useTranslations } from "next-intl";
import { Badge, type Tone } from "#app/kit";
import type { TransactionStatus, TransactionView } from "#server/api";

const TONES: Record<TransactionStatus, Tone> = {
  pending: "pending",
  success: "alive",
  failed: "failed",
  dropped: "dead",
  unknown: "unknown",
};

export interface TxStatusProps {
  status: TransactionStatus;
  final: boolean;
  ledger?: TransactionView["ledger"];
}

export function TxStatus({ status, final, ledger = "account" }: TxStatusProps) {
  const t = useTranslations("transaction");
  const tone = status === "success" && final ? "final" : TONES[status];
  const word = ledger === "utxo" && status === "success" ? "included" : status;
  return (
    <Badge tone={tone} title={t(`statusText.${word}`)}>
      {t(`statusName.${word}`)}
    </Badge>
  );
}
