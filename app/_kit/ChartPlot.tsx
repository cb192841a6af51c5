"use client";
/** The part of a chart that needs the drawing library. */
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartProps } from "./Chart";
import styles from "./chart.module.css";

const AXIS = { stroke: "var(--text-faint)", tickLine: false, axisLine: false, width: 44 } as const;

interface TipEntry {
  name?: unknown;
  value?: unknown;
}
function Tip({ active, label, payload }: { active?: boolean; label?: unknown; payload?: readonly TipEntry[] }) {
  if (!active || !payload) return null;
  return (
    <div className={styles.tip}>
      <div>{String(label)}</div>
      {payload.map(({ name, value }) => (
        <div key={String(name)}>
          {String(name)}: {String(value)}
        </div>
      ))}
    </div>
  );
}

export function ChartPlot({ points, barName, lineName }: Omit<ChartProps, "summary">) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={points} margin={{ top: 6, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--chart-grid)" vertical={false} />
        <XAxis dataKey="x" {...AXIS} minTickGap={48} />
        <YAxis yAxisId="bar" {...AXIS} allowDecimals={false} />
        <YAxis yAxisId="line" orientation="right" {...AXIS} />
        <Tooltip content={Tip} cursor={{ fill: "var(--surface-hover)" }} isAnimationActive={false} />
        <Bar
          yAxisId="bar"
          dataKey="bar"
          name={barName}
          fill="var(--chart-a)"
          fillOpacity={0.45}
          isAnimationActive={false}
        />
        <Line
          yAxisId="line"
          dataKey="line"
          name={lineName}
          stroke="var(--chart-b)"
          strokeWidth={1.6}
          dot={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
