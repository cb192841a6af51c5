"use client";
import { Held, useLiveList } from "#app/live";
import { useFinalHeight } from "#app/slices/block";
/** An address's newest transactions, kept current. */
import { rowsOf, TxTable, txShape, withFinality } from "#app/slices/transaction";
import type { AddressTransactionView } from "#server/api";

export interface LiveAddressTxsProps {
  network: string;
  address: string;
  initial: AddressTransactionView[];
  rowsMax: number;
}

export function LiveAddressTxs({ network, address, initial, rowsMax }: LiveAddressTxsProps) {
  const { rows, ...held } = useLiveList<AddressTransactionView>({
    network,
    topic: `address:${address}`,
    view: "transactions",
    initial,
    shape: txShape(rowsMax),
    itemsOf: (frame) => (frame.type === "address.updated" ? rowsOf<AddressTransactionView>(frame.data) : []),
    // The snapshot is the address itself, not its transactions.
    snapshotOf: () => null,
  });
  return (
    <Held kind="transactions" {...held}>
      <TxTable transactions={withFinality(rows, useFinalHeight(network))} variant="address" />
    </Held>
  );
}
