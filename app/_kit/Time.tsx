/** A moment in full, in UTC to the millisecond. */
import { useFormatter } from "next-intl";
import text from "./text.module.css";

export function Time({ time }: { time: string }) {
  const format = useFormatter();
  return (
    <time className={text.number} dateTime={time}>
      {format.dateTime(new Date(time), "full")}
    </time>
  );
}
