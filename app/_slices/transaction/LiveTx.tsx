"use client";
/** The part of a transaction's page that changes while one watches: its status and its life. */
import { useTranslations } from "next-intl";
import { Badge, BlockHashLink, Card, Notice, PageHead, Stack } from "#app/kit";
import { useLiveTopic } from "#app/live";
import type { TransactionDetailView } from "#server/api";
import { detailAfter, type TxDoubt } from "./shape";
import { TxFields } from "./TxFields";
import { TxLife } from "./TxLife";
import { TxStatus } from "./TxStatus";
import { UtxoFields } from "./UtxoFields";
import { UtxoFlow } from "./UtxoFlow";

export interface LiveTxProps {
  initial: TransactionDetailView;
  tellsFinality: boolean;
  /** Its block fails a check of this indexer: then nothing about it is vouched for. */
  blockFailed: boolean;
  /** What of it the failed check names. */
  doubt: TxDoubt | null;
}

export function LiveTx({ initial, tellsFinality, blockFailed, doubt }: LiveTxProps) {
  const t = useTranslations("transaction");
  const { data: tx } = useLiveTopic<TransactionDetailView>({
    network: initial.network,
    topic: `tx:${initial.hash}`,
    view: "page",
    initial,
    onSnapshot: detailAfter,
    onFrame: (current, frame) => detailAfter(current, frame.data),
  });
  return (
    <Stack>
      <PageHead
        title={t("title")}
        signs={
          <>
            <TxStatus status={tx.status} final={tx.final && !blockFailed} ledger={tx.ledger} />
            {blockFailed && <Badge tone="failed">{t("blockFailedBadge")}</Badge>}
          </>
        }
      />
      {blockFailed && tx.blockHash !== null && (
        <Notice tone="failed" title={t(doubt === null ? "blockFailedTitle" : "doubtedTitle")}>
          {doubt === null ? t("blockFailedText") : t("doubtedWhy", { ...doubt })} <BlockHashLink hash={tx.blockHash} />
        </Notice>
      )}
      {tx.status === "failed" && (
        <Notice tone="failed" title={t("failedTitle")}>
          {t("statusText.failed")}
        </Notice>
      )}
      {tx.forkedBlocks.length > 0 && (
        <Notice tone="forked" title={t("forkedTitle", { count: tx.forkedBlocks.length })}>
          {t("forkedText")}
        </Notice>
      )}
      <TxLife transaction={tx} blockFailed={blockFailed} tellsFinality={tellsFinality} />
      {tx.ledger === "utxo" && (
        <Card title={t("flow")}>
          <UtxoFlow transaction={tx} />
        </Card>
      )}
      <Card title={t("fields")}>
        {tx.ledger === "utxo" ? (
          <UtxoFields transaction={tx} />
        ) : (
          <TxFields transaction={tx} doubted={doubt !== null} />
        )}
      </Card>
    </Stack>
  );
}
