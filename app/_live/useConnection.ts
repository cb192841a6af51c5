"use client";
import { useSyncExternalStore } from "react";
import { currentConnection, watchConnection } from "./connection";
import type { ConnectionState } from "./state";

/** How fresh the page is; before JavaScript runs, nothing is connected yet. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore<ConnectionState>(watchConnection, currentConnection, () => "connecting");
}
