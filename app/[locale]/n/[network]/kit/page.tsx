import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead, Stack } from "#app/kit";
import { type PlaceParams, requestPlace } from "#app/shell";
import { Showcase } from "#app/slices/kit";

interface PageProps {
  params: Promise<PlaceParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("kitPage"))("title") };
}

export default async function KitPage({ params }: PageProps) {
  await requestPlace(params);
  const t = await getTranslations("kitPage");
  return (
    <Stack>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <Showcase />
    </Stack>
  );
}
