import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead, Stack } from "#app/kit";
import { type PlaceParams, requestPlace, requestSummary } from "#app/shell";
import { StallBanner } from "#app/slices/consensus";
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
  const summary = await requestSummary(params);
  const recording = summary.live === false;
  const api = currentApi();
  const [nodes, consensus] = await Promise.all([api.nodes(network), api.consensus(network)]);
  return (
    <Stack>
      <PageHead title={t("listTitle")}>{t(recording ? "recordedText" : "listText")}</PageHead>
      {!recording && <StallBanner initial={consensus} cutOffSaid={summary.sourceError !== null} />}
      <LiveNodes network={network} initial={nodes} recording={recording} />
    </Stack>
  );
}
