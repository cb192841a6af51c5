/** A piece of a stall's evidence in the reader's language, from its code and facts. */
import { useFormatter, useTranslations } from "next-intl";
import { useDuration } from "#app/kit";
import { useReason } from "#app/slices/node";
import type { Finding } from "#server/api";

export function useFinding(): (finding: Finding) => string {
  const t = useTranslations("consensus.finding");
  const node = useTranslations("node");
  const reason = useReason();
  const duration = useDuration();
  const format = useFormatter();
  return (finding) => {
    switch (finding.code) {
      case "silence": {
        const spans = { silent: duration(finding.silentMs), interval: format.number(finding.intervalMs / 1000) };
        return finding.final === null ? t("silence-none", spans) : t("silence", { ...spans, final: finding.final });
      }
      case "validator-down":
        return t("validator-down", {
          id: finding.id,
          status: node(`statusName.${finding.status}`),
          since: finding.since === null ? "–" : format.dateTime(new Date(finding.since), "full"),
          reason: reason({
            status: finding.status,
            statusReason: finding.reason,
            statusReasonCode: finding.reasonCode,
          }),
        });
      case "nobody-answers":
        return t("nobody-answers", finding);
      case "indexer-says":
        return t("indexer-says", finding);
      case "observers":
        return t("observers", finding);
      case "unsigned-blocks":
        return t("unsigned-blocks", finding);
      case "in-turn":
        return t("in-turn", finding);
      case "candidates":
        return t("candidates", { ids: finding.ids.join(", "), count: finding.ids.length });
      case "votes":
        return t("votes", { ...finding, voters: finding.voters.join(", ") });
      case "leader":
        return finding.id === null
          ? t("no-leader", { term: finding.term })
          : t("leader", { id: finding.id, term: finding.term });
    }
  };
}
