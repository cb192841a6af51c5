/** Every node of a network in one dense table: how it is and why, how far, and what it costs. */
import { useFormatter, useTranslations } from "next-intl";
import { Age, BlockLink, Bytes, type Column, EmptyState, NodeLink, Table, Td, Text, Tr } from "#app/kit";
import type { NodeView } from "#server/api";
import { lagOf } from "./merge";
import { NodeStatusBadge } from "./NodeStatusBadge";
import { useReason, useRole } from "./useReason";

export interface NodeTableProps {
  nodes: readonly NodeView[];
  head: number | null;
  /** Gateways that replay have neither peers nor a pool, and nothing to be late for. */
  gateways?: boolean;
}

export function NodeTable({ nodes, head, gateways = false }: NodeTableProps) {
  const t = useTranslations("node");
  if (nodes.length === 0) return <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>;
  if (gateways) return <GatewayTable nodes={nodes} />;
  const columns: Column[] = [
    { key: "name", label: t("name") },
    { key: "status", label: t("status") },
    { key: "height", label: t("height"), align: "end" },
    { key: "lag", label: t("lag"), align: "end", rank: 2 },
    { key: "peers", label: t("peers"), align: "end", rank: 2 },
    { key: "mempool", label: t("mempool"), align: "end", rank: 3 },
    { key: "memory", label: t("memory"), align: "end", rank: 2 },
    { key: "delay", label: t("delay"), align: "end", rank: 3 },
    { key: "role", label: t("role"), rank: 3 },
    { key: "version", label: t("version"), rank: 3 },
    { key: "heartbeat", label: t("heartbeat"), rank: 2 },
    { key: "pid", label: t("pid"), align: "end", rank: 3 },
  ];
  return (
    <Table caption={t("tableCaption")} columns={columns}>
      {nodes.map((node) => (
        <NodeRow key={node.id} node={node} head={head} />
      ))}
    </Table>
  );
}

function GatewayTable({ nodes }: { nodes: readonly NodeView[] }) {
  const t = useTranslations("node");
  const reason = useReason();
  const columns: Column[] = [
    { key: "name", label: t("name") },
    { key: "status", label: t("status") },
    { key: "height", label: t("height"), align: "end" },
    { key: "memory", label: t("memory"), align: "end", rank: 2 },
    { key: "version", label: t("version"), rank: 3 },
  ];
  return (
    <Table caption={t("source")} columns={columns}>
      {nodes.map((node) => (
        <Tr key={node.id} variant={node.status === "alive" ? "plain" : "muted"}>
          <Td head>
            <NodeLink id={node.id} />
          </Td>
          <Td wrap>
            <NodeStatusBadge node={node} />
            {node.status !== "alive" && (
              <div>
                <Text variant="faint">{reason(node)}</Text>
              </div>
            )}
          </Td>
          <Td align="end">{node.height === null ? "–" : <BlockLink height={node.height} />}</Td>
          <Td align="end" rank={2}>
            {node.figures && node.status !== "dead" ? <Bytes value={node.figures.rssBytes} /> : "–"}
          </Td>
          <Td rank={3}>
            <Text variant="mono">{node.version ?? "–"}</Text>
          </Td>
        </Tr>
      ))}
    </Table>
  );
}

function NodeRow({ node, head }: { node: NodeView; head: number | null }) {
  const format = useFormatter();
  const t = useTranslations("node");
  const reason = useReason();
  const role = useRole();
  // What a dead node once said of itself is no longer so.
  const dead = node.status === "dead";
  const figures = dead ? null : node.figures;
  const lag = lagOf(node, head);
  const number = (value: number | undefined) => (value === undefined ? "–" : format.number(value));
  return (
    <Tr variant={node.status === "alive" ? "plain" : "muted"}>
      <Td head>
        <NodeLink id={node.id} />
      </Td>
      <Td wrap>
        <NodeStatusBadge node={node} />
        {node.status !== "alive" && (
          <div>
            <Text variant="faint">{reason(node)}</Text>
          </div>
        )}
      </Td>
      <Td align="end">{node.height === null ? "–" : <BlockLink height={node.height} />}</Td>
      <Td align="end" rank={2}>
        {lag === null ? "–" : format.number(lag)}
      </Td>
      <Td align="end" rank={2}>
        {dead ? "–" : <span title={node.peerIds.join(", ")}>{format.number(node.peers)}</span>}
      </Td>
      <Td align="end" rank={3}>
        {number(figures?.mempoolCount)}
      </Td>
      <Td align="end" rank={2}>
        {figures ? <Bytes value={figures.rssBytes} /> : "–"}
      </Td>
      <Td align="end" rank={3}>
        {figures ? t("ms", { value: format.number(figures.eventLoopDelayP99Ms, "rate") }) : "–"}
      </Td>
      <Td rank={3}>{role(node)}</Td>
      <Td rank={3}>
        <Text variant="mono">{node.version ?? "–"}</Text>
      </Td>
      <Td rank={2}>{node.lastHeartbeatAt === null ? "–" : <Age time={node.lastHeartbeatAt} />}</Td>
      <Td align="end" rank={3}>
        <Text variant="mono">{dead ? "–" : (node.pid ?? "–")}</Text>
      </Td>
    </Tr>
  );
}
