"use client";
/** The waiting transactions: they come, and leave by being included or dropped. */
import { useTranslations } from "next-intl";
import { Card } from "#app/kit";
import { useLiveTopic } from "#app/live";
import type { MempoolView, TransactionView } from "#server/api";
import { type Waiting, waitingAfter } from "./shape";
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
  const waiting = useLiveTopic<Waiting>({
    network,
    topic: "transactions",
    view: "pending",
    initial: { rows: initial, complete: enabled && countIsExact && count <= initial.length },
    enabled,
    onSnapshot: (current) => current,
    onFrame: (current, frame) => waitingAfter(current, frame, rowsMax),
  });
  const pool = useLiveTopic<{ count: number; countIsExact: boolean }>({
    network,
    topic: "mempool",
    view: "count",
    initial: { count, countIsExact },
    onSnapshot: (current, snapshot) => countOf(snapshot) ?? current,
    onFrame: (current, frame) => countOf(frame.data) ?? current,
  });
  const { rows, complete } = waiting.data;
  // Where every one of them is a row, the title counts the rows: two sources of one number would differ for a moment.
  const shown = complete ? { count: rows.length, bound: "exact" } : titleOf(pool.data);
  return (
    <Card
      variant="flush"
      title={t("pendingCount", shown)}
      aside={!complete && enabled ? t("newestShown", { count: rows.length }) : null}
    >
      <TxTable transactions={rows} variant="pending" />
    </Card>
  );
}

const titleOf = ({ count, countIsExact }: { count: number; countIsExact: boolean }) => ({
  count,
  bound: countIsExact ? "exact" : "more",
});

/** Of a mempool's view or of a frame that says only how many. */
function countOf(data: unknown): { count: number; countIsExact: boolean } | null {
  if (typeof data !== "object" || data === null || !("count" in data) || typeof data.count !== "number") return null;
  return { count: data.count, countIsExact: (data as Partial<MempoolView>).countIsExact ?? true };
}
