"use client";
/**
 * Always says how fresh the page is. It listens to a topic itself, so that every page has a connection to speak of. A
 * recording is never live, however well the page is connected, and neither is a network that no source tells of.
 */
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { StatusDot, type Tone } from "#app/kit";
import { type ConnectionState, keepConnected, useConnection } from "#app/live";
import styles from "./connection.module.css";

/** `unsourced`: connected to a server that has nobody to hear of this network from. */
type Kind = "running" | "recording" | "unsourced";
type Shown = ConnectionState | "recording" | "unsourced";

const TONES: Record<Shown, Tone> = {
  connecting: "pending",
  live: "alive",
  stale: "suspect",
  offline: "dead",
  recording: "final",
  unsourced: "unknown",
};

export function ConnectionSign({ network, kind }: { network: string; kind: Kind }) {
  const t = useTranslations("live");
  const connection = useConnection();
  const state: Shown = kind === "running" || connection === "offline" ? connection : kind;
  useEffect(() => keepConnected(network), [network]);
  return (
    <span className={styles.sign} role="status" title={t(`meaning.${state}`)} data-connection={state}>
      <StatusDot tone={TONES[state]} />
      {t(`state.${state}`)}
    </span>
  );
}
