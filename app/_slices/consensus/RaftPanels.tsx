/** What Raft has to show: term, leader and commit index, each node with its log, the votes, and who has acknowledged. */
import { useFormatter, useTranslations } from "next-intl";
import { BlockLink, Card, Grid, NodeLink, Stat, Text } from "#app/kit";
import type { ConsensusView } from "#server/api";
import { RaftNodes } from "./RaftNodes";
import { votesOf } from "./raft";
import styles from "./raft.module.css";
import { SignatureGrid } from "./SignatureGrid";
import { Tolerance } from "./Tolerance";

export function RaftPanels({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus");
  const format = useFormatter();
  const { leader = null, term, commitIndex, transferTo = null } = view;
  return (
    <>
      <Grid variant="sixes">
        <Stat
          label={t("raft.leader")}
          value={leader === null ? t("raft.nobody") : <NodeLink id={leader} />}
          note={
            leader === null
              ? t("raft.nobodyNote")
              : transferTo === null
                ? t("raft.leaderNote")
                : t("raft.transfer", { to: transferTo })
          }
          tone={leader === null ? "warn" : "plain"}
        />
        <Stat label={t("raft.term")} value={term === undefined ? "–" : format.number(term)} note={t("raft.termNote")} />
        <Stat
          label={t("raft.commit")}
          value={commitIndex === undefined ? "–" : <BlockLink height={commitIndex} />}
          note={t("raft.commitNote")}
        />
        <Tolerance view={view} />
      </Grid>
      <Card title={t("raft.nodes")} aside={<Votes view={view} />}>
        <RaftNodes view={view} />
      </Card>
      <Card title={t("raft.grid")}>
        <SignatureGrid view={view} />
      </Card>
    </>
  );
}

function Votes({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus.raft");
  const votes = votesOf(view);
  if (votes.length === 0) return null;
  const texts = votes.map(({ candidate, voters }) => t("votesFor", { candidate, voters: voters.join(", ") }));
  return (
    <span className={styles.votes}>
      <Text variant="faint">
        {t("votes", { term: view.term ?? 0 })} {texts.join("; ")}
      </Text>
    </span>
  );
}
