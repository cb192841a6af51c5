import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, middle, Stack } from "#app/kit";
import { found, type PlaceParams, requestPlace } from "#app/shell";
import { tellsFinality } from "#app/slices/block";
import { doubtsOf, LiveTx, LogList } from "#app/slices/transaction";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams & { hash: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  const t = await getTranslations("transaction");
  return { title: t("titleOf", { hash: middle((await params).hash) }) };
}

export default async function TransactionPage({ params }: PageProps) {
  const { network } = await requestPlace(params);
  const t = await getTranslations("transaction");
  const api = currentApi();
  const transaction = await found(api.transaction(network, (await params).hash));
  const [{ engine }, block] = await Promise.all([
    api.networkStatus(network),
    transaction.blockHash === null ? null : api.block(network, transaction.blockHash),
  ]);
  return (
    <Stack>
      <LiveTx
        key={transaction.hash}
        initial={transaction}
        blockFailed={block !== null && Object.values(block.checks).includes("failed")}
        doubt={block === null ? null : (doubtsOf(block).find(({ hash }) => hash === transaction.hash) ?? null)}
        tellsFinality={tellsFinality({ final: transaction.final, consensus: { engine } })}
      />
      {transaction.ledger === "account" && (
        <Card title={t("logs", { count: transaction.logs.length })}>
          <LogList
            logs={transaction.logs}
            included={transaction.blockHash !== null}
            known={transaction.status !== "unknown"}
          />
        </Card>
      )}
    </Stack>
  );
}
