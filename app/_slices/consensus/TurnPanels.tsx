/** What an engine of turns has to show: figures, whose turn it is, who has signed. */
import { useFormatter, useTranslations } from "next-intl";
import { Card, Grid, Stat } from "#app/kit";
import type { ConsensusView } from "#server/api";
import { SignatureGrid } from "./SignatureGrid";
import { Tolerance } from "./Tolerance";
import { TurnOrder } from "./TurnOrder";

export function TurnPanels({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus");
  const format = useFormatter();
  return (
    <>
      <Grid variant="fours">
        <Tolerance view={view} />
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
  );
}
