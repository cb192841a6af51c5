import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Card, EmptyState, PageHead, Stack } from "#app/kit";
import { type PlaceParams, refusalOf, requestPlace, SearchBox } from "#app/shell";
import { HitList, linkOfHit, onlyHit, searchable } from "#app/slices/search";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
  searchParams: Promise<{ q?: string | string[] }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: (await getTranslations("search"))("title") };
}

export default async function SearchPage({ params, searchParams }: PageProps) {
  const place = await requestPlace(params);
  const { q } = await searchParams;
  const { query, whole } = searchable(typeof q === "string" ? q : "");
  const t = await getTranslations("search");
  const results = !whole ? null : query === "" ? [] : await resultsOf(place.network, query);
  const items = results ?? [];
  const only = onlyHit(items);
  if (only) redirect(linkOfHit(place, only));
  return (
    <Stack>
      <PageHead title={query === "" ? t("title") : t("titleOf", { query })} />
      <SearchBox place={place} query={query} />
      <Card variant="flush">
        {items.length > 0 ? (
          <HitList
            items={items}
            caption={t("title")}
            columns={{ kind: t("kind"), label: t("result"), network: t("network") }}
            kinds={{
              block: t("kinds.block"),
              transaction: t("kinds.transaction"),
              address: t("kinds.address"),
              node: t("kinds.node"),
              network: t("kinds.network"),
            }}
          />
        ) : (
          <EmptyState title={results === null ? t("refused") : query === "" ? t("ask") : t("nothing")}>
            {t("hint")}
          </EmptyState>
        )}
      </Card>
    </Stack>
  );
}

/** Null where the read models refuse the query. */
async function resultsOf(network: string, query: string) {
  try {
    return (await currentApi().search(network, query)).items;
  } catch (error) {
    if (refusalOf(error)) return null;
    throw error;
  }
}
