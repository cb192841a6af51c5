import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead, Stack } from "#app/kit";
import { type PlaceParams, requestPlace, requestSummary } from "#app/shell";
import { LiveNodes } from "#app/slices/node";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("node"))("listTitle") };
}

export default async function NodesPage({ params }: PageProps) {
  const { network } = await requestPlace(params);
  const t = await getTranslations("node");
  const recording = (await requestSummary(params)).live === false;
  return (
    <Stack>
      <PageHead title={t("listTitle")}>{t(recording ? "recordedText" : "listText")}</PageHead>
      <LiveNodes network={network} initial={await currentApi().nodes(network)} recording={recording} />
    </Stack>
  );
}
