"use client";
/** The whole consensus page, kept current: the verdict, then what its engine has to show. */
import { Stack } from "#app/kit";
import { useLiveTopic } from "#app/live";
import type { ConsensusView } from "#server/api";
import { consensusOf } from "./consensus-of";
import { RaftPanels } from "./RaftPanels";
import { TurnPanels } from "./TurnPanels";
import { VerdictBox } from "./VerdictBox";

export function LiveConsensus({ initial }: { initial: ConsensusView }) {
  const { data: view } = useLiveTopic<ConsensusView>({
    network: initial.network,
    topic: "consensus",
    view: "page",
    initial,
    onSnapshot: (current, snapshot) => consensusOf(snapshot) ?? current,
    onFrame: (current, frame) => consensusOf(frame.data) ?? current,
  });
  const Panels = view.engine === "raft" ? RaftPanels : TurnPanels;
  return (
    <Stack>
      <VerdictBox view={view} />
      {view.validators.length > 0 && <Panels view={view} />}
    </Stack>
  );
}
