"use client";
/** The whole consensus page, kept current: verdict, figures, turns, signatures. */
import { useFormatter, useTranslations } from "next-intl";
import { Card, Grid, Stack, Stat } from "#app/kit";
import { useLiveTopic } from "#app/live";
import type { ConsensusView } from "#server/api";
import { consensusOf } from "./consensus-of";
import { SignatureGrid } from "./SignatureGrid";
import { TurnOrder } from "./TurnOrder";
import { VerdictBox } from "./VerdictBox";
import { bearsAtMost } from "./verdict";

export function LiveConsensus({ initial }: { initial: ConsensusView }) {
  const t = useTranslations("consensus");
  const format = useFormatter();
  const { data: view } = useLiveTopic<ConsensusView>({
    network: initial.network,
    topic: "consensus",
    view: "page",
    initial,
    onSnapshot: (current, snapshot) => consensusOf(snapshot) ?? current,
    onFrame: (current, frame) => consensusOf(frame.data) ?? current,
  });
  const alive = view.validators.filter(({ status }) => status === "alive").length;
  return (
    <Stack>
      <VerdictBox view={view} />
      {view.validators.length > 0 && (
        <>
          <Grid variant="fours">
            <Stat
              label={t("tolerates")}
              value={view.tolerates === null || view.observers.alive === 0 ? "–" : format.number(view.tolerates)}
              note={t("toleratesNote", { total: bearsAtMost(view) ?? 0 })}
              tone={view.tolerates === 0 && bearsAtMost(view) !== 0 ? "warn" : "plain"}
            />
            <Stat
              label={t("quorum")}
              value={view.quorum === null ? "–" : `${view.quorum} / ${view.validators.length}`}
              note={t("quorumNote")}
            />
            <Stat label={t("alive")} value={`${alive} / ${view.validators.length}`} note={t("aliveNote")} />
            <Stat
              label={t("turn")}
              value={view.turn === undefined ? "–" : format.number(view.turn)}
              note={view.inTurn ?? "–"}
            />
          </Grid>
          <Card title={t("order")}>
            <TurnOrder view={view} />
          </Card>
          <Card title={t("grid")}>
            <SignatureGrid view={view} />
          </Card>
        </>
      )}
    </Stack>
  );
}
