import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, PageHead, Pager, Stack } from "#app/kit";
import { cursorOf, found, type ListParams, type PlaceParams, ROWS, requestPlace } from "#app/shell";
import { BlockTable, LiveBlocks } from "#app/slices/block";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
  searchParams: Promise<ListParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("block"))("listTitle") };
}

export default async function BlocksPage({ params, searchParams }: PageProps) {
  const { network } = await requestPlace(params);
  const cursor = cursorOf(await searchParams);
  const t = await getTranslations("block");
  const page = await found(currentApi().blocks(network, { limit: ROWS, ...(cursor === undefined ? {} : { cursor }) }));
  return (
    <Stack>
      <PageHead title={t("listTitle")}>{t("listText")}</PageHead>
      <Card variant="flush">
        {cursor === undefined ? (
          <LiveBlocks network={network} initial={page.items} rowsMax={ROWS} />
        ) : (
          <BlockTable blocks={page.items} />
        )}
        <Pager path="/blocks" cursor={cursor} nextCursor={page.nextCursor} />
      </Card>
    </Stack>
  );
}
