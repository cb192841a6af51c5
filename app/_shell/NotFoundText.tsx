/** What a page that is not found says: that the chain is not that long, what is indexed, or what an id looks like. */
import { headers } from "next/headers";
import { getFormatter, getTranslations } from "next-intl/server";
import { EmptyState, PlaceLink } from "#app/kit";
import { currentApi } from "#server/api";
import { type Asked, askedOf, isHashLike } from "./asked";

/** Set by the server on every request; Next tells a page that is not found nothing of what was asked. */
const URL_HEADER = "x-chainglass-url";
const RANGES_SAID = 5;

export async function NotFoundText() {
  const asked = askedOf((await headers()).get(URL_HEADER) ?? "/");
  const t = await getTranslations("error");
  const { title, text } = await sentencesOf(asked);
  return (
    <EmptyState title={title}>
      {text} {asked.kind === "cursor" && <PlaceLink to={asked.path}>{t("cursorStart")}</PlaceLink>}
    </EmptyState>
  );
}

async function sentencesOf(asked: Asked): Promise<{ title: string; text: string }> {
  const t = await getTranslations("error");
  const general = { title: t("notFoundTitle"), text: t("notFoundText") };
  switch (asked.kind) {
    case "cursor":
      return { title: t("cursorTitle"), text: t("cursorText") };
    case "height":
      return (await heightSentences(asked)) ?? general;
    case "block":
      return isHashLike(asked.id) ? general : { title: t("blockIdTitle"), text: t("blockIdText") };
    case "tx":
      return isHashLike(asked.id) ? general : { title: t("txHashTitle"), text: t("txHashText") };
    case "address":
      return { title: t("addressTitle"), text: t("addressText") };
    case "other":
      return general;
  }
}

async function heightSentences({ network, id }: Asked): Promise<{ title: string; text: string } | null> {
  const absence = await currentApi()
    .absence(network ?? "", id)
    .catch(() => null);
  if (absence === null || absence.code === "unknown") return null;
  const [t, format] = await Promise.all([getTranslations("error"), getFormatter()]);
  const height = format.number(BigInt(id), "plain");
  if (absence.code === "beyond")
    return {
      title: t("beyondTitle", { height }),
      text: t("beyondText", { head: format.number(absence.head ?? 0, "plain") }),
    };
  const texts = absence.ranges
    .slice(0, RANGES_SAID)
    .map(([from, to]) =>
      from === to ? format.number(from, "plain") : `${format.number(from, "plain")}–${format.number(to, "plain")}`,
    );
  const more = absence.ranges.length > RANGES_SAID ? "yes" : "no";
  return { title: t("gapTitle", { height }), text: t("gapText", { ranges: texts.join(", "), more }) };
}
