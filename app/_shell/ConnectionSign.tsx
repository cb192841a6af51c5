"use client";
/**
 * Always says how fresh the page is. It listens to a topic itself, so that every page has a connection to speak of. A
 * recording is never live, however well the page is connected.
 */
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { StatusDot, type Tone } from "#app/kit";
import { type ConnectionState, keepConnected, useConnection } from "#app/live";
import styles from "./connection.module.css";

type Shown = ConnectionState | "recording";

const TONES: Record<Shown, Tone> = {
  connecting: "pending",
  live: "alive",
  stale: "suspect",
  offline: "dead",
  recording: "final",
};

export function ConnectionSign({ network, recording }: { network: string; recording: boolean }) {
  const t = useTranslations("live");
  const connection = useConnection();
  const state: Shown = recording && connection !== "offline" ? "recording" : connection;
  useEffect(() => keepConnected(network), [network]);
  return (
    <span className={styles.sign} role="status" title={t(`meaning.${state}`)} data-connection={state}>
      <StatusDot tone={TONES[state]} />
      {t(`state.${state}`)}
    </span>
  );
}
