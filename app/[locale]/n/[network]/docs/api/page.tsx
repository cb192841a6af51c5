import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Card, KeyValue, PageHead, Stack, Text } from "#app/kit";
import { type PlaceParams, requestPlace } from "#app/shell";
import { LiveTopics, OperationCard, operationsOf, ProblemList, shapesOf } from "#app/slices/docs";
import { currentDescription, problemCodes } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("docs"))("title") };
}

export default async function ApiDocsPage({ params }: PageProps) {
  await requestPlace(params);
  const t = await getTranslations("docs");
  const description = currentDescription();
  const given = await headers();
  const origin = `${given.get("x-forwarded-proto") ?? "http"}://${given.get("host") ?? "localhost:3000"}`;
  return (
    <Stack>
      <PageHead title={t("title")} aside={<a href="/api/v1/openapi.json">{t("json")}</a>}>
        {t("text")}
      </PageHead>
      <Card title={t("live")}>
        <LiveTopics origin={origin} />
      </Card>
      <Card title={t("operations")}>
        {operationsOf(description, origin).map((operation) => (
          <OperationCard key={operation.id} operation={operation} />
        ))}
      </Card>
      <Card title={t("problems")} variant="flush">
        <ProblemList problems={problemCodes()} />
      </Card>
      {shapesOf(description).map((shape) => (
        <Card key={shape.name} title={shape.name}>
          <KeyValue
            fields={shape.fields.map((field) => ({
              key: field.name,
              label: <Text variant="mono">{field.name}</Text>,
              value: <Text variant="mono">{field.type}</Text>,
              note: field.required ? null : t("optional"),
            }))}
          />
        </Card>
      ))}
    </Stack>
  );
}
