/** A moment in full, in UTC to the millisecond. */
import { useFormatter } from "next-intl";

export function Time({ time }: { time: string }) {
  const format = useFormatter();
  return <time dateTime={time}>{format.dateTime(new Date(time), "full")}</time>;
}
