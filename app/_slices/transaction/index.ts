export { LivePending } from "./LivePending";
export { LiveTx } from "./LiveTx";
export { LiveTxs } from "./LiveTxs";
export { LogList } from "./LogList";
export { doubtsOf, rowsOf, txShape, withFinality } from "./shape";
export { TxLife } from "./TxLife";
export { TxStatus } from "./TxStatus";
export { TxTable } from "./TxTable";
