import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, PageHead, Pager, Stack } from "#app/kit";
import { cursorOf, found, type ListParams, type PlaceParams, ROWS, requestPlace } from "#app/shell";
import { LiveTxs, TxTable } from "#app/slices/transaction";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
  searchParams: Promise<ListParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("transaction"))("listTitle") };
}

export default async function TransactionsPage({ params, searchParams }: PageProps) {
  const { network } = await requestPlace(params);
  const cursor = cursorOf(await searchParams);
  const t = await getTranslations("transaction");
  const page = await found(
    currentApi().transactions(network, { limit: ROWS, ...(cursor === undefined ? {} : { cursor }) }),
  );
  return (
    <Stack>
      <PageHead title={t("listTitle")}>{t("listText")}</PageHead>
      <Card variant="flush">
        {cursor === undefined ? (
          <LiveTxs network={network} initial={page.items} rowsMax={ROWS} />
        ) : (
          <TxTable transactions={page.items} />
        )}
        <Pager path="/txs" cursor={cursor} nextCursor={page.nextCursor} />
      </Card>
    </Stack>
  );
}
