/** A stall in one sentence, in the reader's language, from its code and facts. */
import { useTranslations } from "next-intl";
import { useDuration } from "#app/kit";
import type { Stall } from "#server/api";

export function useStallSentence({ code, facts }: Stall): string {
  const t = useTranslations("consensus");
  const duration = useDuration();
  return t(`stall.${code}`, {
    alive: facts.alive,
    known: facts.known,
    quorum: facts.quorum ?? 0,
    final: facts.finalHeight ?? 0,
    silent: duration(facts.silentMs),
  });
}
