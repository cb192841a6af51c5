"use client";
/** The newest included transactions as a table that grows at its top. */
import { Held, useLiveList } from "#app/live";
import { useFinalHeight } from "#app/slices/block";
import type { TransactionView } from "#server/api";
import { includedOfFrame, rowsOf, txShape, withFinality } from "./shape";
import { TxTable } from "./TxTable";

export interface LiveTxsProps {
  network: string;
  initial: TransactionView[];
  rowsMax: number;
  variant?: "list" | "brief";
}

export function LiveTxs({ network, initial, rowsMax, variant = "list" }: LiveTxsProps) {
  const { rows, ...held } = useLiveList<TransactionView>({
    network,
    topic: "transactions",
    view: `table-${variant}`,
    initial,
    shape: txShape(rowsMax),
    itemsOf: includedOfFrame,
    snapshotOf: (snapshot) => {
      const items = rowsOf(snapshot).filter((tx) => tx.blockHash !== null);
      return items.length > 0 ? items : null;
    },
  });
  return (
    <Held kind="transactions" {...held}>
      <TxTable transactions={withFinality(rows, useFinalHeight(network))} variant={variant} />
    </Held>
  );
}
