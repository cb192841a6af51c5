/** The one sentence: healthy, weakened or stalled; with who, the evidence, and what may safely be done. */
import { useTranslations } from "next-intl";
import { Notice, type Tone } from "#app/kit";
import type { ConsensusView } from "#server/api";
import { StallReport } from "./StallReport";
import { type Verdict, verdictOf } from "./verdict";

const TONES: Record<Verdict["kind"], Tone> = {
  healthy: "alive",
  none: "unknown",
  unheard: "unknown",
  blind: "unknown",
  electing: "pending",
  weakened: "suspect",
  stalled: "dead",
};

export function VerdictBox({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus");
  const verdict = verdictOf(view);
  const observers = t("observers", view.observers);
  switch (verdict.kind) {
    case "stalled":
      return view.stalled && <StallReport stall={view.stalled} observers={observers} />;
    case "weakened":
      return (
        <Notice
          tone={TONES.weakened}
          title={t("weakened", { who: verdict.silent.join(", "), count: verdict.silent.length })}
        >
          {t("weakenedText", { count: verdict.tolerates })} {observers}
        </Notice>
      );
    case "none":
      return (
        <Notice tone={TONES.none} title={t("none")}>
          {t("noneText")}
        </Notice>
      );
    case "unheard":
      return (
        <Notice tone={TONES.unheard} title={t("unheard")}>
          {t("unheardText")}
        </Notice>
      );
    case "electing":
      return (
        <Notice tone={TONES.electing} title={t("raft.electing", { term: verdict.term })}>
          {t("raft.electingText")} {observers}
        </Notice>
      );
    case "healthy":
    case "blind":
      return (
        <Notice tone={TONES[verdict.kind]} title={t(verdict.kind)}>
          {t(`${verdict.kind}Text`)} {observers}
        </Notice>
      );
  }
}
