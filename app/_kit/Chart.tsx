"use client";
/**
 * A chart of two series over one axis. The drawing library is loaded in the browser, after the page; the server writes the
 * summary, so nothing that the chart says is lost without it.
 */
import dynamic from "next/dynamic";
import styles from "./chart.module.css";
import { Skeleton } from "./States";

const ChartPlot = dynamic(() => import("./ChartPlot").then((module) => module.ChartPlot), {
  ssr: false,
  loading: () => <Skeleton variant="chart" />,
});

export interface ChartPoint {
  x: number;
  /** Null for a place that is left empty. */
  bar: number | null;
  line: number | null;
}

export interface ChartProps {
  points: ChartPoint[];
  barName: string;
  lineName: string;
  summary: string;
}

export function Chart({ summary, ...plot }: ChartProps) {
  return (
    <figure className={styles.figure}>
      <div className={styles.plot} aria-hidden="true">
        <ChartPlot {...plot} />
      </div>
      <ul className={styles.legend} aria-hidden="true">
        <li>
          <span className={styles.bar} /> {plot.barName}
        </li>
        <li>
          <span className={styles.line} /> {plot.lineName}
        </li>
      </ul>
      <figcaption className={styles.summary}>{summary}</figcaption>
    </figure>
  );
}
