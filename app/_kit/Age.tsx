"use client";
/** How long ago something was. The server writes the time itself; the browser turns it into an age that ticks. */
import { useFormatter, useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { clockNow, serverNow, subscribeClock } from "./clock";
import { ageOf } from "./format";
import text from "./text.module.css";

export function Age({ time }: { time: string }) {
  const t = useTranslations("age");
  const format = useFormatter();
  const nowMs = useSyncExternalStore<number | null>(subscribeClock, clockNow, serverNow);
  const date = new Date(time);
  // Before the browser has turned it into an age: a bare time of day would mislead about what is years old.
  const written = date.getUTCFullYear() === new Date().getUTCFullYear() ? "time" : "day";
  const ageMs = nowMs === null ? null : nowMs - date.getTime();
  return (
    <time className={text.age} dateTime={time} title={format.dateTime(date, "full")}>
      {ageMs === null ? format.dateTime(date, written) : t(ageOf(ageMs).unit, { count: ageOf(ageMs).count })}
    </time>
  );
}
