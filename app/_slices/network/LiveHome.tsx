"use client";
/** The home page's moving parts, all drawn from the same few topics: strip, figures, chart, newest blocks. */
import { useTranslations } from "next-intl";
import { Card, Chart, Grid, PlaceLink, Stack } from "#app/kit";
import { Held, useLiveTopic } from "#app/live";
import { BlockTable, itemsOf, useLiveBlocks } from "#app/slices/block";
import { consensusOf, headTurnOf, nextProposer, type TurnFacts } from "#app/slices/consensus";
import { nodesAfter } from "#app/slices/node";
import { LiveTxs } from "#app/slices/transaction";
import type { BlockView, NetworkStatusView, NodeView, TransactionView } from "#server/api";
import { HomeStats } from "./HomeStats";
import { HOME_BLOCKS, HOME_ROWS } from "./home-size";
import { pointsOf, ratesOf } from "./rates";
import { Strip } from "./Strip";

export interface LiveHomeProps {
  status: NetworkStatusView;
  blocks: BlockView[];
  transactions: TransactionView[];
  nodes: NodeView[];
  turns: TurnFacts;
}

export function LiveHome({ status, ...initial }: LiveHomeProps) {
  const t = useTranslations("home");
  const network = status.name;
  const { rows: blocks, ...held } = useLiveBlocks(network, "home", initial.blocks, HOME_BLOCKS);
  const { nodes, pendingCount, turns } = useSurroundings(status, initial.nodes, initial.turns);
  const next = nextProposer(turns, headTurnOf(blocks.map(({ consensus }) => consensus.turn)));
  const rates = ratesOf(blocks);
  return (
    <Stack>
      <div {...held.holders}>
        <Strip blocks={blocks.slice(0, 16)} pendingCount={pendingCount} nextProposer={next} recording={!status.live} />
      </div>
      <HomeStats status={status} blocks={blocks} nodes={nodes} pendingCount={pendingCount} rates={rates} />
      <Grid>
        <Card variant="flush" title={t("latestBlocks")} aside={<PlaceLink to="/blocks">{t("allBlocks")}</PlaceLink>}>
          <Held kind="blocks" {...held}>
            <BlockTable blocks={blocks.slice(0, HOME_ROWS)} size="brief" />
          </Held>
        </Card>
        <Card variant="flush" title={t("latestTxs")} aside={<PlaceLink to="/txs">{t("allTxs")}</PlaceLink>}>
          <LiveTxs network={network} initial={initial.transactions} rowsMax={HOME_ROWS} variant="brief" />
        </Card>
      </Grid>
      {blocks.length > 1 && (
        <Card title={t("chart")}>
          <Pace blocks={blocks} />
        </Card>
      )}
    </Stack>
  );
}

function Pace({ blocks }: { blocks: readonly BlockView[] }) {
  const t = useTranslations("home");
  const points = pointsOf(blocks);
  const counts = points.flatMap(({ bar }) => bar ?? []);
  const times = points.map(({ line }) => line).filter((line) => line !== null);
  const summary = t("chartSummary", {
    count: counts.length,
    gaps: points.length - counts.length,
    same: Math.min(...counts) === Math.max(...counts) ? "yes" : "no",
    least: Math.min(...counts),
    most: Math.max(...counts),
    slowest: times.length > 0 ? Math.max(...times) : 0,
  });
  return <Chart points={points} barName={t("barName")} lineName={t("lineName")} summary={summary} />;
}

function useSurroundings(status: NetworkStatusView, initialNodes: NodeView[], initialTurns: TurnFacts) {
  const nodes = useLiveTopic<readonly NodeView[]>({
    network: status.name,
    topic: "nodes",
    view: "home",
    initial: initialNodes,
    onSnapshot: (current, snapshot) => itemsOf<NodeView>(snapshot) ?? current,
    onFrame: nodesAfter,
  });
  const pool = useLiveTopic<number>({
    network: status.name,
    topic: "mempool",
    view: "home",
    initial: status.pendingCount,
    onSnapshot: (current, snapshot) => countOf(snapshot) ?? current,
    onFrame: (current, frame) => countOf(frame.data) ?? current,
  });
  const turn = useLiveTopic<TurnFacts>({
    network: status.name,
    topic: "consensus",
    view: "turn",
    initial: initialTurns,
    onSnapshot: (current, snapshot) => consensusOf(snapshot) ?? current,
    onFrame: (current, frame) => consensusOf(frame.data) ?? current,
  });
  return { nodes: nodes.data, pendingCount: pool.data, turns: turn.data };
}

function countOf(data: unknown): number | null {
  return typeof data === "object" && data !== null && "count" in data && typeof data.count === "number"
    ? data.count
    : null;
}
