/** How transactions merge into a list: by hash, newest first; and what the topics about them bring. */
import type { ListShape } from "#app/live";
import type { BlockDetailView, TransactionDetailView, TransactionView } from "#server/api";
import type { Frame } from "#server/live";

export function txShape<T extends TransactionView>(rowsMax: number): ListShape<T> {
  return {
    keyOf: (tx) => tx.hash,
    order: (a, b) =>
      (b.blockHeight ?? Number.MAX_SAFE_INTEGER) - (a.blockHeight ?? Number.MAX_SAFE_INTEGER) ||
      (b.index ?? 0) - (a.index ?? 0) ||
      timeOf(b) - timeOf(a),
    rowsMax,
  };
}

const timeOf = (tx: TransactionView) => (tx.firstSeenAt === null ? 0 : Date.parse(tx.firstSeenAt));

/** The rows that a frame brings to a list of included ones. */
export function includedOfFrame(frame: Frame): readonly TransactionView[] {
  return frame.type === "transactions.included" ? rowsOf(frame.data) : [];
}

export function rowsOf<T = TransactionView>(data: unknown): readonly T[] {
  return typeof data === "object" && data !== null && "items" in data && Array.isArray(data.items)
    ? (data.items as T[])
    : [];
}

/** The waiting ones after a frame: seen ones join, included and dropped ones leave. */
export function pendingAfter(
  rows: readonly TransactionView[],
  frame: Frame,
  rowsMax: number,
): readonly TransactionView[] {
  const items = rowsOf(frame.data);
  const touched = new Set(items.map((tx) => tx.hash));
  const rest = rows.filter((tx) => !touched.has(tx.hash));
  if (frame.type !== "transactions.pending") return rest;
  return [...items, ...rest].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, rowsMax);
}

/** A transaction's page after a frame: what only the page's own reading knows stays. */
export function detailAfter(current: TransactionDetailView, data: unknown): TransactionDetailView {
  if (typeof data !== "object" || data === null || !("hash" in data) || data.hash !== current.hash) return current;
  return { ...current, ...(data as Partial<TransactionDetailView>) };
}

/** What a failed check of its block says of one transaction; values are "–" where the check compared none. */
export interface TxDoubt {
  hash: string;
  field: string;
  stated: string;
  computed: string;
}

export function doubtsOf({ checkDetails }: Pick<BlockDetailView, "checkDetails">): TxDoubt[] {
  return Object.values(checkDetails).flatMap(({ status, finding, stated = "–", computed = "–" }) =>
    status === "failed" && finding?.transaction
      ? [{ hash: finding.transaction, field: finding.field ?? "signature", stated, computed }]
      : [],
  );
}

/** Rows whose block has become final since they were read. */
export function withFinality<T extends Pick<TransactionView, "final" | "blockHeight">>(
  rows: readonly T[],
  finalHeight: number,
): readonly T[] {
  return rows.map((tx) =>
    !tx.final && tx.blockHeight !== null && tx.blockHeight <= finalHeight ? { ...tx, final: true } : tx,
  );
}

export interface Waiting {
  readonly rows: readonly TransactionView[];
  /** Whether the rows are all that is pending; once some did not fit, the pool's own count is the one to show. */
  readonly complete: boolean;
}

export function waitingAfter({ rows, complete }: Waiting, frame: Frame, rowsMax: number): Waiting {
  const all = pendingAfter(rows, frame, Number.POSITIVE_INFINITY);
  return { rows: all.slice(0, rowsMax), complete: complete && all.length <= rowsMax };
}
