import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead, Stack } from "#app/kit";
import { type PlaceParams, requestPlace, requestSummary } from "#app/shell";
import { DroppedConsensus, LiveConsensus, RecordedConsensus } from "#app/slices/consensus";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("consensus"))("title") };
}

export default async function ConsensusPage({ params }: PageProps) {
  const { network } = await requestPlace(params);
  const t = await getTranslations("consensus");
  const [view, summary] = await Promise.all([currentApi().consensus(network), requestSummary(params)]);
  return (
    <Stack>
      <PageHead kind={summary.engine} title={t("title")} />
      {summary.live === false ? (
        <RecordedConsensus engine={view.engine} />
      ) : summary.configured ? (
        <LiveConsensus initial={view} />
      ) : (
        <DroppedConsensus />
      )}
    </Stack>
  );
}
