"use client";
/** One node in full, kept current. */
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  Age,
  BlockHashLink,
  BlockLink,
  Bytes,
  Card,
  type Field,
  Grid,
  KeyValue,
  NodeLink,
  Notice,
  PageHead,
  Stack,
  Text,
  Time,
  useDuration,
} from "#app/kit";
import { useLiveTopic } from "#app/live";
import type { NodeView } from "#server/api";
import { nodeOf } from "./merge";
import { NodeStatusBadge } from "./NodeStatusBadge";
import { useReason, useRole } from "./useReason";

export function LiveNode({ initial, children }: { initial: NodeView; children?: ReactNode }) {
  const t = useTranslations("node");
  const reason = useReason();
  const { data: node } = useLiveTopic<NodeView>({
    network: initial.network,
    topic: "nodes",
    view: `one-${initial.id}`,
    initial,
    onSnapshot: (current) => current,
    onFrame: (current, frame) => {
      const next = nodeOf(frame);
      return next?.id === current.id ? next : current;
    },
  });
  return (
    <Stack>
      <PageHead kind={t("title")} title={node.name} signs={<NodeStatusBadge node={node} />} />
      {node.status !== "alive" && (
        <Notice tone={node.status} title={t(`statusText.${node.status}`)}>
          {reason(node)} {t("since")} <Time time={node.statusSince} />
        </Notice>
      )}
      <Grid>
        <Card title={t(node.status === "dead" ? "chainLast" : "chain")}>
          <KeyValue fields={useChainFields(node)} />
        </Card>
        <Card title={t("process")}>
          <KeyValue fields={useProcessFields(node)} />
        </Card>
      </Grid>
      {children}
    </Stack>
  );
}

/** What a dead node once said of itself is no longer so; a gateway has neither peers nor a pool. */
const figuresOf = ({ status, figures }: NodeView) => (status === "dead" ? null : figures);
const isGateway = ({ role }: NodeView) => role === "source";

function useChainFields(node: NodeView): (Field | null)[] {
  const t = useTranslations("node");
  const role = useRole();
  const format = useFormatter();
  const figures = figuresOf(node);
  return [
    { key: "role", label: t("role"), value: role(node) },
    { key: "height", label: t("height"), value: node.height === null ? "–" : <BlockLink height={node.height} /> },
    { key: "head", label: t("head"), value: node.headHash === null ? "–" : <BlockHashLink hash={node.headHash} /> },
    {
      key: "final",
      label: t("finalHeight"),
      value: node.finalHeight === null ? "–" : <BlockLink height={node.finalHeight} />,
    },
    isGateway(node) || node.status === "dead"
      ? null
      : {
          key: "peers",
          label: t("peers"),
          value: (
            <>
              {format.number(node.peers)}{" "}
              {node.peerIds.map((id) => (
                <span key={id}>
                  · <NodeLink id={id} />{" "}
                </span>
              ))}
            </>
          ),
        },
    figures && !isGateway(node)
      ? {
          key: "mempool",
          label: t("mempool"),
          value: (
            <>
              {format.number(figures.mempoolCount)} · <Bytes value={figures.mempoolBytes} />
            </>
          ),
        }
      : null,
  ];
}

function useProcessFields(node: NodeView): (Field | null)[] {
  const t = useTranslations("node");
  const duration = useDuration();
  const format = useFormatter();
  const figures = figuresOf(node);
  return [
    {
      key: "heartbeat",
      label: t("heartbeat"),
      value: node.lastHeartbeatAt === null ? "–" : <Age time={node.lastHeartbeatAt} />,
    },
    { key: "version", label: t("version"), value: <Text variant="mono">{node.version ?? "–"}</Text> },
    { key: "grpc", label: "gRPC", value: <Text variant="mono">{node.endpoints.grpc}</Text> },
    node.endpoints.jsonRpc === undefined
      ? null
      : { key: "jsonRpc", label: "JSON-RPC", value: <Text variant="mono">{node.endpoints.jsonRpc}</Text> },
    node.pid === undefined || node.status === "dead"
      ? null
      : { key: "pid", label: t("pid"), value: <Text variant="mono">{node.pid}</Text> },
    figures && { key: "memory", label: t("memory"), value: <Bytes value={figures.rssBytes} /> },
    figures && { key: "storage", label: t("storage"), value: <Bytes value={figures.storageBytes} /> },
    figures && {
      key: "delay",
      label: t("delay"),
      value: t("ms", { value: format.number(figures.eventLoopDelayP99Ms, "rate") }),
      note: t("delayNote"),
    },
    figures && { key: "uptime", label: t("uptime"), value: duration(figures.uptimeMs) },
  ];
}
