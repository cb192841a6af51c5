"use client";
/** Always says how fresh the page is. It listens to the newest blocks itself, so that every page has a connection to speak of. */
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { StatusDot, type Tone } from "#app/kit";
import { type ConnectionState, keepConnected, useConnection } from "#app/live";
import styles from "./connection.module.css";

const TONES: Record<ConnectionState, Tone> = {
  connecting: "pending",
  live: "alive",
  stale: "suspect",
  offline: "dead",
};

export function ConnectionSign({ network }: { network: string }) {
  const t = useTranslations("live");
  const state = useConnection();
  useEffect(() => keepConnected(network), [network]);
  return (
    <span className={styles.sign} role="status" title={t(`meaning.${state}`)} data-connection={state}>
      <StatusDot tone={TONES[state]} />
      {t(`state.${state}`)}
    </span>
  );
}
