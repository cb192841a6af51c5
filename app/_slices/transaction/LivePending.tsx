"use client";
/** The waiting transactions: they come, and leave by being included or dropped. */
import { useTranslations } from "next-intl";
import { Card } from "#app/kit";
import { useLiveTopic } from "#app/live";
import type { MempoolView, TransactionView } from "#server/api";
import { pendingAfter } from "./shape";
import { TxTable } from "./TxTable";

export interface LivePendingProps {
  network: string;
  initial: TransactionView[];
  count: number;
  countIsExact: boolean;
  rowsMax: number;
  enabled: boolean;
}

export function LivePending({ network, initial, count, countIsExact, rowsMax, enabled }: LivePendingProps) {
  const t = useTranslations("transaction");
  const rows = useLiveTopic<readonly TransactionView[]>({
    network,
    topic: "transactions",
    view: "pending",
    initial,
    enabled,
    onSnapshot: (current) => current,
    onFrame: (current, frame) => pendingAfter(current, frame, rowsMax),
  });
  const pool = useLiveTopic<{ count: number; countIsExact: boolean }>({
    network,
    topic: "mempool",
    view: "count",
    initial: { count, countIsExact },
    onSnapshot: (current, snapshot) => countOf(snapshot) ?? current,
    onFrame: (current, frame) => countOf(frame.data) ?? current,
  });
  return (
    <Card
      variant="flush"
      title={t("pendingCount", { count: pool.data.count, bound: pool.data.countIsExact ? "exact" : "more" })}
    >
      <TxTable transactions={rows.data} variant="pending" />
    </Card>
  );
}

/** Of a mempool's view or of a frame that says only how many. */
function countOf(data: unknown): { count: number; countIsExact: boolean } | null {
  if (typeof data !== "object" || data === null || !("count" in data) || typeof data.count !== "number") return null;
  return { count: data.count, countIsExact: (data as Partial<MempoolView>).countIsExact ?? true };
}
