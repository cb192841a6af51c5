/** In place of a verdict on a network that is not configured any more: nobody looks, so nothing can be said. */
import { useTranslations } from "next-intl";
import { EmptyState, PlaceLink } from "#app/kit";

export function DroppedConsensus() {
  const t = useTranslations("consensus");
  return (
    <EmptyState title={t("dropped")}>
      {t("droppedText")} <PlaceLink to="/blocks">{t("recordedBlocks")}</PlaceLink>
    </EmptyState>
  );
}
