/** In place of a verdict on a recording: nobody votes any more, and what the blocks themselves prove stands on their pages. */
import { useTranslations } from "next-intl";
import { EmptyState, PlaceLink } from "#app/kit";

export function RecordedConsensus({ engine }: { engine: string }) {
  const t = useTranslations("consensus");
  return (
    <EmptyState title={t("recorded")}>
      {t("recordedText", { engine })} <PlaceLink to="/blocks">{t("recordedBlocks")}</PlaceLink>
    </EmptyState>
  );
}
