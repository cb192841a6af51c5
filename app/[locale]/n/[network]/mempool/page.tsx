import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState, PageHead, Pager, Stack } from "#app/kit";
import { cursorOf, found, type ListParams, type PlaceParams, ROWS, requestPlace, requestSummary } from "#app/shell";
import { LivePending } from "#app/slices/transaction";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
  searchParams: Promise<ListParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("transaction"))("mempoolTitle") };
}

export default async function MempoolPage({ params, searchParams }: PageProps) {
  const { network } = await requestPlace(params);
  const cursor = cursorOf(await searchParams);
  const t = await getTranslations("transaction");
  if ((await requestSummary(params)).live === false)
    return (
      <Stack>
        <PageHead title={t("mempoolTitle")} />
        <EmptyState title={t("noMempool")}>{t("noMempoolText")}</EmptyState>
      </Stack>
    );
  const pool = await found(currentApi().mempool(network, { limit: ROWS, ...(cursor === undefined ? {} : { cursor }) }));
  return (
    <Stack>
      <PageHead title={t("mempoolTitle")}>{t("mempoolText")}</PageHead>
      <LivePending
        key={cursor ?? "newest"}
        network={network}
        initial={pool.items}
        count={pool.count}
        countIsExact={pool.countIsExact}
        rowsMax={ROWS}
        enabled={cursor === undefined}
      />
      <Pager path="/mempool" cursor={cursor} nextCursor={pool.nextCursor} />
    </Stack>
  );
}
