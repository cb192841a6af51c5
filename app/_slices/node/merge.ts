/** How node frames change what is shown, and how far a node is behind the network. */
import type { NodeView } from "#server/api";
import type { Frame } from "#server/live";

export function nodesAfter(nodes: readonly NodeView[], frame: Frame): readonly NodeView[] {
  const node = nodeOf(frame);
  if (node === null) return nodes;
  const known = nodes.some(({ id }) => id === node.id);
  const next = known ? nodes.map((other) => (other.id === node.id ? node : other)) : [...nodes, node];
  return known ? next : next.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

export function nodeOf(frame: Frame): NodeView | null {
  const { data } = frame;
  return frame.type === "node.updated" && typeof data === "object" && data !== null && "id" in data
    ? (data as NodeView)
    : null;
}

export function headOf(nodes: readonly NodeView[]): number | null {
  const heights = nodes.map(({ height }) => height).filter((height) => height !== null);
  return heights.length === 0 ? null : Math.max(...heights);
}

/** Blocks behind the highest head that is known; null where the node has not said. */
export function lagOf(node: NodeView, head: number | null): number | null {
  return node.height === null || head === null ? null : Math.max(0, head - node.height);
}
