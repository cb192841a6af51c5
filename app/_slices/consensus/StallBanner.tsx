/** On other pages than its own: that no block becomes final, in the one sentence, and where the rest stands. */
import { useTranslations } from "next-intl";
import { Notice, PlaceLink } from "#app/kit";
import type { Stall } from "#server/api";
import { useStallSentence } from "./useStallSentence";

export function StallBanner({ stall }: { stall: Stall }) {
  const t = useTranslations("consensus");
  return (
    <Notice tone={stall.code === "source-cut-off" ? "suspect" : "dead"} title={useStallSentence(stall)}>
      <PlaceLink to="/consensus">{t("stallMore")}</PlaceLink>
    </Notice>
  );
}
