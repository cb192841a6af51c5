/** Six figures that say how the network is. */
import { useFormatter, useTranslations } from "next-intl";
import { Age, BlockLink, Grid, Stat } from "#app/kit";
import type { BlockView, NetworkStatusView, NodeView } from "#server/api";
import type { Rates } from "./rates";

export interface HomeStatsProps {
  status: NetworkStatusView;
  blocks: readonly BlockView[];
  nodes: readonly NodeView[];
  pendingCount: number;
  rates: Rates;
}

/** Blocks in the ranges that are indexed. */
function indexedOf({ indexed }: NetworkStatusView): number {
  return indexed.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

export function HomeStats({ status, blocks, nodes, pendingCount, rates }: HomeStatsProps) {
  const t = useTranslations("home");
  const format = useFormatter();
  const head = blocks.find(({ canonical }) => canonical);
  const final = blocks.find(({ canonical, final: isFinal }) => canonical && isFinal)?.height ?? status.final?.height;
  const lag = head && final !== undefined ? Math.max(0, head.height - final) : null;
  const alive = nodes.filter((node) => node.status === "alive").length;
  const blockTimeMs = rates.blockTimeMs ?? status.blockTimeMs;
  const tps = rates.tps ?? status.tps;
  const noFinal = t(status.live ? "noFinal" : "noFinalRecording");
  const finalNote = final === undefined ? noFinal : t("finalAt", { height: format.number(final) });
  const intervalS = status.blockIntervalMs === null ? null : format.number(status.blockIntervalMs / 1000);
  return (
    <Grid variant="sixes">
      <Stat
        label={t("head")}
        value={head ? <BlockLink height={head.height} /> : "–"}
        note={head && <Age time={head.time} />}
      />
      <Stat
        label={t("blockTime")}
        value={blockTimeMs === null ? "–" : format.number(blockTimeMs / 1000, { maximumFractionDigits: 2 })}
        unit={blockTimeMs === null ? null : t("seconds")}
        note={intervalS === null ? null : t("interval", { seconds: intervalS })}
      />
      <Stat
        label={t("tps")}
        value={tps === null ? "–" : format.number(tps, "rate")}
        note={t(status.live ? "lastMinute" : "recordedMinute")}
      />
      <Stat
        label={t("finality")}
        value={lag === null ? "–" : format.number(lag)}
        unit={lag === null ? null : t("blocksUnit", { count: lag })}
        note={finalNote}
        tone={lag !== null && lag > 5 ? "warn" : "plain"}
      />
      {status.live ? (
        <>
          <Stat
            label={t("nodesAlive")}
            value={t("ofTotal", { alive, total: nodes.length })}
            note={status.heard ? status.engine : null}
            tone={alive < nodes.length ? "warn" : "plain"}
          />
          <Stat label={t("pending")} value={format.number(pendingCount)} note={t("inPool")} />
        </>
      ) : (
        <>
          <Stat label={t("source")} value={t("recording")} note={status.engine} />
          <Stat
            label={t("indexed")}
            value={format.number(indexedOf(status))}
            note={t(status.indexed.ranges.length > 1 ? "indexedRanges" : "indexedNote", {
              count: indexedOf(status),
              ranges: status.indexed.ranges.length,
            })}
          />
        </>
      )}
    </Grid>
  );
}
