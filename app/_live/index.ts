export { keepConnected } from "./connection";
export { Held } from "./Held";
export type { ListShape } from "./live-list";
export { QueryProvider } from "./QueryProvider";
export type { ConnectionState } from "./state";
export { useConnection } from "./useConnection";
export { useLiveList } from "./useLiveList";
export { type LiveSource, useLiveTopic } from "./useLiveTopic";
