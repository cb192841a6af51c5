/** Blocks as rows. Forked ones keep their place by height and are marked; the newest blocks live in `LiveBlocks`. */
import { useFormatter, useTranslations } from "next-intl";
import {
  AddressLink,
  Age,
  BlockHashLink,
  BlockLink,
  Bytes,
  type Column,
  EmptyState,
  Table,
  Td,
  Text,
  Tr,
} from "#app/kit";
import type { BlockView } from "#server/api";
import { BlockSigns } from "./BlockSigns";
import { Fill } from "./Fill";
import { isZero } from "./shape";

export interface BlockTableProps {
  blocks: readonly BlockView[];
  /** `brief` for a column of the home page. */
  size?: "brief" | "full";
}

export function BlockTable({ blocks, size = "full" }: BlockTableProps) {
  const t = useTranslations("block");
  const full = size === "full";
  if (blocks.length === 0) return <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>;
  // What a ledger lacks gives its place to what it has.
  const named = blocks.some(({ proposerAddress }) => proposerAddress !== null);
  const weighed = blocks.every(({ gasUsed }) => gasUsed === null);
  const columns: Column[] = [
    { key: "height", label: t("height") },
    { key: "age", label: t("age") },
    { key: "txs", label: t("txs"), align: "end" },
    named
      ? { key: "proposer", label: t("proposer"), rank: 2 }
      : { key: "size", label: t("size"), rank: 2, align: "end" },
    ...(full
      ? ([
          { key: "hash", label: t("hash"), rank: 3 },
          { key: "measure", label: t(weighed ? "weight" : "gasUsed"), rank: 3, align: "end" },
        ] satisfies Column[])
      : []),
    { key: "fill", label: t("fill"), rank: 2 },
    { key: "state", label: t("state") },
  ];
  return (
    <Table caption={t("tableCaption")} columns={columns}>
      {blocks.map((block) => (
        <BlockRow key={block.hash} block={block} full={full} named={named} />
      ))}
    </Table>
  );
}

function BlockRow({ block, full, named }: { block: BlockView; full: boolean; named: boolean }) {
  const format = useFormatter();
  const measure = block.gasUsed ?? block.weight;
  return (
    <Tr variant={block.canonical ? "plain" : "struck"}>
      <Td head>
        <BlockLink height={block.height} {...(block.canonical ? {} : { hash: block.hash })} />
      </Td>
      <Td>
        <Age time={block.time} />
      </Td>
      <Td align="end">{format.number(block.transactionCount)}</Td>
      {named ? (
        <Td rank={2}>
          {block.proposerAddress !== null && isZero(block.proposerAddress) ? (
            "–"
          ) : (
            <AddressLink
              address={block.proposerAddress}
              name={block.proposer === block.proposerAddress ? null : block.proposer}
            />
          )}
        </Td>
      ) : (
        <Td rank={2} align="end">
          <Bytes value={block.size} />
        </Td>
      )}
      {full && (
        <Td rank={3}>
          <BlockHashLink hash={block.hash} />
        </Td>
      )}
      {full && (
        <Td rank={3} align="end">
          <Text variant="number">{measure === null ? "–" : format.number(BigInt(measure))}</Text>
        </Td>
      )}
      <Td rank={2}>
        <Fill block={block} />
      </Td>
      <Td wrap>
        <BlockSigns block={block} brief />
      </Td>
    </Tr>
  );
}
