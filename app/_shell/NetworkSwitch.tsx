"use client";
/**
 * The network's name as a disclosure: the other networks, each with what it is, and how to attach one more. A `details`
 * opens by keyboard and without JavaScript; with it, Escape and a click beside it close it again.
 */
import { useSearchParams, useSelectedLayoutSegments } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from "react";
import { PlaceLink, usePlace } from "#app/kit";
import type { NetworkSummaryView } from "#server/api";
import { pageElsewhere } from "./elsewhere";
import { NetworkList } from "./NetworkList";
import styles from "./network.module.css";

export function NetworkSwitch({ networks }: { networks: readonly NetworkSummaryView[] }) {
  const t = useTranslations("shell");
  const place = usePlace();
  const segments = useSelectedLayoutSegments();
  const query = useSearchParams().get("q") ?? "";
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) box.current?.removeAttribute("open");
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLDetailsElement>) => {
    if (event.key !== "Escape" || !event.currentTarget.open) return;
    event.currentTarget.open = false;
    event.currentTarget.querySelector("summary")?.focus();
  };
  const onBlur = (event: FocusEvent<HTMLDetailsElement>) => {
    if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
  };
  const page = pageElsewhere(segments, query);
  return (
    <details
      key={`${place.network}/${segments.join("/")}`}
      ref={box}
      className={styles.switch}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    >
      <summary className={styles.name} aria-label={t("networkSwitch", { network: place.network })}>
        <span className={styles.label}>{place.network}</span> <span aria-hidden="true">▾</span>
      </summary>
      <div className={styles.panel}>
        <p className={styles.heading}>{t("networks")}</p>
        <NetworkList networks={networks} locale={place.locale} page={page} current={place.network} />
        <p className={styles.attach}>
          <PlaceLink to="/docs/attach">{t("attach")}</PlaceLink>
        </p>
      </div>
    </details>
  );
}
