/** Named formats of dates and numbers, so that no component spells out its own. */
import type { Formats } from "next-intl";

export const FORMATS = {
  dateTime: {
    time: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
    full: {
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
      hourCycle: "h23",
      timeZoneName: "short",
    },
    day: { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  },
  number: {
    plain: { maximumFractionDigits: 0 },
    rate: { minimumFractionDigits: 1, maximumFractionDigits: 1 },
    percent: { style: "percent", maximumFractionDigits: 1 },
  },
} satisfies Formats;
