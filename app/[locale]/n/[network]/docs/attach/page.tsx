import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead, Stack } from "#app/kit";
import { type PlaceParams, requestPlace } from "#app/shell";
import { byNetwork, HowTo, SourceNetwork } from "#app/slices/source";
import { currentApi } from "#server/api";

/** More networks than these are folded. */
const OPEN_MAX = 2;

interface PageProps {
  params: Promise<PlaceParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("attach"))("title") };
}

export default async function AttachPage({ params }: PageProps) {
  await requestPlace(params);
  const t = await getTranslations("attach");
  const api = currentApi();
  const [names, sources] = await Promise.all([api.networks(), api.sources()]);
  const networks = byNetwork(names, sources);
  return (
    <Stack>
      <PageHead title={t("title")} aside={<a href="/api/v1/sources">{t("json")}</a>}>
        {t("text")}
      </PageHead>
      {networks.map((network) => (
        <SourceNetwork key={network.name} {...network} open={networks.length <= OPEN_MAX} />
      ))}
      <HowTo />
    </Stack>
  );
}
