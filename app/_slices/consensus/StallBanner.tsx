"use client";
/** On other pages than its own: that no block becomes final, in the one sentence, for as long as that is so. */
import { useTranslations } from "next-intl";
import { Notice, PlaceLink } from "#app/kit";
import { useLiveTopic } from "#app/live";
import type { ConsensusView, Stall } from "#server/api";
import { consensusOf } from "./consensus-of";
import { useStallSentence } from "./useStallSentence";

export interface StallBannerProps {
  initial: ConsensusView;
  /** The notice above the page has said already that no source is reached. */
  cutOffSaid: boolean;
}

export function StallBanner({ initial, cutOffSaid }: StallBannerProps) {
  const { data: stall } = useLiveTopic<Stall | null>({
    network: initial.network,
    topic: "consensus",
    view: "stall",
    initial: initial.stalled,
    onSnapshot: (current, snapshot) => stallAfter(current, snapshot),
    onFrame: (current, frame) => stallAfter(current, frame.data),
  });
  if (stall === null || (cutOffSaid && stall.code === "source-cut-off")) return null;
  return <Banner stall={stall} />;
}

function stallAfter(current: Stall | null, data: unknown): Stall | null {
  const view = consensusOf(data);
  return view === null ? current : view.stalled;
}

function Banner({ stall }: { stall: Stall }) {
  const t = useTranslations("consensus");
  return (
    <Notice tone={stall.code === "source-cut-off" ? "suspect" : "dead"} title={useStallSentence(stall)}>
      <PlaceLink to="/consensus">{t("stallMore")}</PlaceLink>
    </Notice>
  );
}
