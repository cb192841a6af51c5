/** The three figures that every engine has: what it tolerates, its quorum, and how many validators are alive. */
import { useFormatter, useTranslations } from "next-intl";
import { Stat } from "#app/kit";
import type { ConsensusView } from "#server/api";
import { bearsAtMost } from "./verdict";

export function Tolerance({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus");
  const format = useFormatter();
  const alive = view.validators.filter(({ status }) => status === "alive").length;
  const most = bearsAtMost(view) ?? 0;
  return (
    <>
      <Stat
        label={t("tolerates")}
        value={view.tolerates === null || view.observers.alive === 0 ? "–" : format.number(view.tolerates)}
        note={t("toleratesNote", { total: most })}
        tone={view.tolerates === 0 && most !== 0 ? "warn" : "plain"}
      />
      <Stat
        label={t("quorum")}
        value={view.quorum === null ? "–" : `${view.quorum} / ${view.validators.length}`}
        note={t(view.engine === "raft" ? "raft.quorumNote" : "quorumNote")}
      />
      <Stat label={t("alive")} value={`${alive} / ${view.validators.length}`} note={t("aliveNote")} />
    </>
  );
}
