/** A span of time in the reader's language, in its two largest units. */
import { useTranslations } from "next-intl";
import { durationOf } from "./format";

export function useDuration(): (ms: number) => string {
  const t = useTranslations("kit.duration");
  return (ms) =>
    durationOf(ms)
      .map(({ unit, count }) => t(unit, { count }))
      .join(" ");
}
