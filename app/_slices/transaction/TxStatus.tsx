/** How a transaction stands, in one badge; success is marked final once its block is. */
import { useTranslations } from "next-intl";
import { Badge, type Tone } from "#app/kit";
import type { TransactionStatus } from "#server/api";

const TONES: Record<TransactionStatus, Tone> = {
  pending: "pending",
  success: "alive",
  failed: "failed",
  dropped: "dead",
  unknown: "unknown",
};

export function TxStatus({ status, final }: { status: TransactionStatus; final: boolean }) {
  const t = useTranslations("transaction");
  const tone = status === "success" && final ? "final" : TONES[status];
  return (
    <Badge tone={tone} title={t(`statusText.${status}`)}>
      {t(`statusName.${status}`)}
    </Badge>
  );
}
