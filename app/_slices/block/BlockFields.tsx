/** A block's own fields, as the chain states them. */
import { useFormatter, useTranslations } from "next-intl";
import { AddressLink, Age, Amount, BlockHashLink, Bytes, type Field, Hash, KeyValue, Raw, Text, Time } from "#app/kit";
import type { BlockDetailView } from "#server/api";
import { Fill } from "./Fill";
import { isZero } from "./shape";

export function BlockFields({ block }: { block: BlockDetailView }) {
  const t = useTranslations("block");
  const format = useFormatter();
  const hashField = (key: "transactionsRoot" | "receiptsRoot" | "stateRoot", note?: string): Field | null =>
    block[key] === null
      ? null
      : { key, label: t(key), value: <Hash value={block[key]} size="full" />, ...(note ? { note } : {}) };
  const fields: (Field | null)[] = [
    { key: "hash", label: t("hash"), value: <Hash value={block.hash} size="full" copy /> },
    {
      key: "parent",
      label: t("parentHash"),
      value: isZero(block.parentHash) ? "–" : <BlockHashLink hash={block.parentHash} />,
    },
    { key: "time", label: t("time"), value: <BlockTime time={block.time} /> },
    block.proposerAddress === null
      ? null
      : {
          key: "proposer",
          label: t(block.consensus.engine === "raft" ? "leader" : "proposer"),
          value: isZero(block.proposerAddress) ? (
            "–"
          ) : (
            <AddressLink
              address={block.proposerAddress}
              name={block.proposer === block.proposerAddress ? null : block.proposer}
              full
              copy={block.proposerAddress !== null}
            />
          ),
        },
    ...(["turn", "term"] as const).map((key): Field | null => {
      const value = block.consensus[key];
      return typeof value === "number" ? { key, label: t(key), value: format.number(value) } : null;
    }),
    { key: "size", label: t("size"), value: <Bytes value={block.size} /> },
    block.gasUsed === null || block.gasLimit === null
      ? null
      : {
          key: "gas",
          label: t("gasUsed"),
          value: (
            <>
              {t("gasOf", { used: format.number(BigInt(block.gasUsed)), limit: format.number(BigInt(block.gasLimit)) })}{" "}
              <Fill block={block} />
            </>
          ),
        },
    block.weight === null || block.weightLimit === null
      ? null
      : {
          key: "weight",
          label: t("weight"),
          value: (
            <>
              {t("gasOf", { used: format.number(block.weight), limit: format.number(block.weightLimit) })}{" "}
              <Fill block={block} />
            </>
          ),
        },
    block.baseFee === null
      ? null
      : { key: "baseFee", label: t("baseFee"), value: <Amount value={block.baseFee} unit="gwei" size="full" named /> },
    block.difficulty === null || block.difficulty === "0"
      ? null
      : { key: "difficulty", label: t("difficulty"), value: format.number(BigInt(block.difficulty)) },
    ...(["bits", "nonce", "version"] as const).map((key): Field | null => {
      const value = block.consensus[key];
      if (typeof value !== "number") return null;
      const hex = `0x${(value >>> 0).toString(16).padStart(8, "0")}`;
      return { key, label: t(`header.${key}`), value: <Text variant="mono">{hex}</Text> };
    }),
    hashField("transactionsRoot"),
    hashField("receiptsRoot"),
    hashField("stateRoot", t("stateRootNote")),
    block.extraData === null ? null : { key: "extra", label: t("extraData"), value: <Extra data={block.extraData} /> },
  ];
  return <KeyValue fields={fields} />;
}

function BlockTime({ time }: { time: string }) {
  return (
    <>
      <Time time={time} />{" "}
      <Text variant="faint">
        · <Age time={time} />
      </Text>
    </>
  );
}

/** Longer than this, it folds. */
const EXTRA_LENGTH_MAX = 140;

function Extra({ data }: { data: string }) {
  const t = useTranslations("block");
  if (data === "0x") return <Text variant="faint">{t("noExtraData")}</Text>;
  if (data.length <= EXTRA_LENGTH_MAX) return <Hash value={data} size="full" />;
  return (
    <details>
      <summary>{t("bytes", { count: (data.length - 2) / 2 })}</summary>
      <Raw>{data}</Raw>
    </details>
  );
}
