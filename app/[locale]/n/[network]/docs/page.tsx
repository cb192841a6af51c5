import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, Grid, PageHead, PlaceLink, Row, Stack, Text } from "#app/kit";
import { type PlaceParams, requestPlace } from "#app/shell";

interface PageProps {
  params: Promise<PlaceParams>;
}

const ITEMS = ["wrong", "run", "state", "database", "logs", "watch"] as const;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("operate"))("title") };
}

export default async function OperatePage({ params }: PageProps) {
  await requestPlace(params);
  const t = await getTranslations("operate");
  return (
    <Stack>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <Row>
        <PlaceLink to="/docs/attach">{t("attach")}</PlaceLink>
        <PlaceLink to="/docs/api">{t("api")}</PlaceLink>
      </Row>
      <Grid variant="halves">
        {ITEMS.map((item) => (
          <Card key={item} title={t(`items.${item}.title`)}>
            <Text variant="soft">{t(`items.${item}.text`)}</Text>
          </Card>
        ))}
      </Grid>
    </Stack>
  );
}
