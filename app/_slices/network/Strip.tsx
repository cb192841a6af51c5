"use client";
/**
 * The chain as a row of panes: left of the line what waits and who proposes next, right of it the newest blocks, each filled
 * as far as what fits into it is used, in the colour of its hash. A block that arrives slides in.
 */
import { useFormatter, useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import { Age, EmptyState, hueOf, middle, PlaceLink, StatusDot, Text } from "#app/kit";
import { fullnessOf, isZero, tellsFinality } from "#app/slices/block";
import type { BlockView } from "#server/api";
import { missingBetween } from "./rates";
import styles from "./strip.module.css";

export interface StripProps {
  blocks: readonly BlockView[];
  pendingCount: number;
  /** Who proposes next; null where nobody knows, or nobody does. */
  nextProposer: string | null;
  recording?: boolean;
}

export function Strip({ blocks, pendingCount, nextProposer, recording = false }: StripProps) {
  const t = useTranslations("home");
  const format = useFormatter();
  // What was there at first does not slide in.
  const [firstHashes] = useState(() => new Set(blocks.map(({ hash }) => hash)));
  if (blocks.length === 0) return <EmptyState title={t("noBlocks")}>{t("noBlocksText")}</EmptyState>;
  return (
    <section className={styles.strip} aria-label={t("strip")}>
      <div className={styles.next}>
        {recording ? (
          <span className={styles.ends}>
            <span className={styles.waiting}>
              <span className={styles.small}>{t("recordingEnds")}</span>
            </span>
          </span>
        ) : (
          <>
            <PlaceLink to="/mempool" variant="quiet">
              <span className={styles.waiting}>
                <span className={styles.figure}>{format.number(pendingCount)}</span>
                <span className={styles.small}>{t("waiting", { count: pendingCount })}</span>
              </span>
            </PlaceLink>
            <span className={styles.nextProposer}>
              <span className={styles.proposer}>{nextProposer ?? "–"}</span>
              <span className={styles.small}>{t("nextProposer")}</span>
            </span>
          </>
        )}
      </div>
      <div className={styles.divider} aria-hidden="true" />
      <ol className={styles.blocks}>
        {blocks.map((block, index) => (
          <Fragment key={block.hash}>
            <Gap missing={missingBetween(block.height, blocks[index - 1]?.height ?? block.height)} />
            <li className={firstHashes.has(block.hash) ? styles.block : styles.fresh}>
              <Pane block={block} />
            </li>
          </Fragment>
        ))}
      </ol>
      <p className={styles.legend}>{t("stripLegend")}</p>
    </section>
  );
}

/** Heights that are not indexed between two panes. */
function Gap({ missing }: { missing: number }) {
  const t = useTranslations("home");
  if (missing === 0) return null;
  return (
    <li className={styles.gap}>
      <span aria-hidden="true">⋯</span>
      <span className={styles.small}>{t("gap", { count: missing })}</span>
    </li>
  );
}

function Pane({ block }: { block: BlockView }) {
  const t = useTranslations("home");
  const format = useFormatter();
  const proposer = block.proposer === null || isZero(block.proposer) ? null : middle(block.proposer, 4, 4);
  return (
    <>
      <span className={styles.height}>
        <PlaceLink to={`/blocks/${block.canonical ? block.height : block.hash}`}>
          {format.number(block.height, "plain")}
        </PlaceLink>
        <Sign block={block} />
      </span>
      <PlaceLink to={`/blocks/${block.canonical ? block.height : block.hash}`} variant="quiet" title={block.hash}>
        <span className={block.canonical ? styles.pane : styles.ghost}>
          <Glass fill={fullnessOf(block)} hue={hueOf(block.hash)} />
          <span className={styles.content}>
            <span className={styles.figure}>{format.number(block.transactionCount)}</span>
            <span className={styles.small}>{t("txUnit", { count: block.transactionCount })}</span>
          </span>
        </span>
      </PlaceLink>
      {proposer !== null && (
        <span className={styles.proposer} title={block.proposer ?? undefined}>
          {proposer}
        </span>
      )}
      <Text variant="faint">
        <span className={styles.small}>
          <Age time={block.time} />
        </span>
      </Text>
    </>
  );
}

function Sign({ block }: { block: BlockView }) {
  const t = useTranslations("block");
  if (!block.canonical) return <StatusDot tone="forked" label={t("forked")} />;
  if (Object.values(block.checks).includes("failed")) return <StatusDot tone="failed" label={t("checkFailed")} />;
  if (!tellsFinality(block)) return null;
  return <StatusDot tone={block.final ? "final" : "pending"} label={t(block.final ? "final" : "unfinal")} />;
}

/** The least height that is still seen as a filling, of 100. */
const FILL_MIN = 5;

function Glass({ fill, hue }: { fill: number | null; hue: number }) {
  const level = fill === null ? FILL_MIN : Math.max(FILL_MIN, fill * 100);
  const colour = `hsl(${hue} 55% 50%)`;
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" className={styles.glass} aria-hidden="true">
      <rect y={100 - level} width="100" height={level} fill={colour} fillOpacity="0.3" />
      <rect y={100 - level} width="100" height="2" fill={colour} fillOpacity="0.7" />
    </svg>
  );
}
