"use client";
/** All nodes, kept current: first how many are alive, then each in a row. */
import { useTranslations } from "next-intl";
import { Card } from "#app/kit";
import { useLiveTopic } from "#app/live";
import { itemsOf } from "#app/slices/block";
import type { NodeView } from "#server/api";
import { headOf, nodesAfter } from "./merge";
import { NodeTable } from "./NodeTable";

export interface LiveNodesProps {
  network: string;
  initial: NodeView[];
  /** A gateway that replays: it is no node, and its being alive is no matter of the chain's. */
  recording: boolean;
}

export function LiveNodes({ network, initial, recording }: LiveNodesProps) {
  const t = useTranslations("node");
  const { data: nodes } = useLiveTopic<readonly NodeView[]>({
    network,
    topic: "nodes",
    view: "all",
    initial,
    onSnapshot: (current, snapshot) => itemsOf<NodeView>(snapshot) ?? current,
    onFrame: nodesAfter,
  });
  const alive = nodes.filter(({ status }) => status === "alive").length;
  return (
    <Card variant="flush" title={recording ? t("source") : t("aliveOf", { alive, total: nodes.length })}>
      <NodeTable nodes={nodes} head={headOf(nodes)} gateways={recording} />
    </Card>
  );
}
