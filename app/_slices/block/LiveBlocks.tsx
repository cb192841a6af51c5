"use client";
/** The newest blocks as a table that grows at its top. */
import { Held } from "#app/live";
import type { BlockView } from "#server/api";
import { BlockTable, type BlockTableProps } from "./BlockTable";
import { useLiveBlocks } from "./useLiveBlocks";

export interface LiveBlocksProps {
  network: string;
  initial: BlockView[];
  rowsMax: number;
  size?: NonNullable<BlockTableProps["size"]>;
}

export function LiveBlocks({ network, initial, rowsMax, size = "full" }: LiveBlocksProps) {
  const { rows, ...held } = useLiveBlocks(network, `table-${size}`, initial, rowsMax);
  return (
    <Held kind="blocks" {...held}>
      <BlockTable blocks={rows} size={size} />
    </Held>
  );
}
