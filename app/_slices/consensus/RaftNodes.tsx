/** Every node of a Raft network: its role, its log against the leader's, how long it has been silent, and its vote. */
import { useFormatter, useTranslations } from "next-intl";
import { Badge, NodeLink, StatusDot, Text, type Tone } from "#app/kit";
import type { ConsensusView } from "#server/api";
import { LogBar } from "./LogBar";
import { type RaftRow, raftRows, type Scale, scaleOf } from "./raft";
import styles from "./raft.module.css";

type Role = NonNullable<RaftRow["member"]>["role"];

const TONES: Record<Role, Tone> = {
  leader: "final",
  follower: "alive",
  preCandidate: "pending",
  candidate: "pending",
};

export function RaftNodes({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus.raft");
  const rows = raftRows(view);
  const scale = scaleOf(rows);
  return (
    <>
      <ul className={styles.nodes}>
        {rows.map((row) => (
          <RaftNode key={row.id} row={row} scale={scale} leads={row.id === view.leader} />
        ))}
      </ul>
      <ul className={styles.legend} aria-hidden="true">
        <li>
          <span className={styles.keyCommitted} /> {t("committed")}
        </li>
        <li>
          <span className={styles.keyLog} /> {t("inLog")}
        </li>
      </ul>
    </>
  );
}

function RaftNode({ row, scale, leads }: { row: RaftRow; scale: Scale; leads: boolean }) {
  const t = useTranslations("consensus.raft");
  const node = useTranslations("node");
  const { id, status, member, oldTerm } = row;
  return (
    <li className={leads ? styles.leader : styles.node} aria-current={leads ? "true" : undefined}>
      <div className={styles.head}>
        <StatusDot tone={status} label={node(`statusName.${status}`)} />
        <NodeLink id={id} />
        {member === null ? (
          <Badge tone={status}>{node(`statusName.${status}`)}</Badge>
        ) : (
          <Badge tone={TONES[member.role]}>{t(`role.${member.role}`)}</Badge>
        )}
        {member?.member === "learner" && <Badge tone="unknown">{t("learner")}</Badge>}
        {oldTerm && <Badge tone="suspect">{t("oldTerm", { term: member?.term ?? 0 })}</Badge>}
      </div>
      <LogBar row={row} scale={scale} />
      <LogFigures row={row} leads={leads} />
      {member === null ? <Unheard row={row} /> : <Patience member={member} />}
    </li>
  );
}

function LogFigures({ row, leads }: { row: RaftRow; leads: boolean }) {
  const t = useTranslations("consensus.raft");
  const format = useFormatter();
  const { member, lastIndex, commitIndex, lag } = row;
  const plain = (height: number | null) => (height === null ? "–" : format.number(height, "plain"));
  if (member === null && lastIndex === null) return null;
  return (
    <p className={styles.figures}>
      <span>{t("lastIndex", { height: plain(lastIndex) })}</span>
      {member !== null && <span>{t("commitIndex", { height: plain(commitIndex) })}</span>}
      {!leads && (
        <span className={lag ? styles.behind : undefined}>
          {lag === null ? t("lagUnknown") : t("lag", { count: lag })}
        </span>
      )}
    </p>
  );
}

/** Of a node that is not heard: the leader's last word, and what certificates prove. */
function Unheard({ row: { follower, lastIndex, acknowledged } }: { row: RaftRow }) {
  const t = useTranslations("consensus.raft");
  const format = useFormatter();
  return (
    <p className={styles.figures}>
      <Text variant="faint">
        {t(follower === null ? "unheardAlone" : lastIndex === null ? "unheardUnfound" : "unheard")}
      </Text>
      {acknowledged !== null && <span>{t("lastAcknowledged", { height: format.number(acknowledged, "plain") })}</span>}
    </p>
  );
}

/** Since whom it has not heard, against when it gives up, and whom it voted for. */
function Patience({ member }: { member: NonNullable<RaftRow["member"]> }) {
  const t = useTranslations("consensus.raft");
  const { role, silentMs, timeoutMs, votedFor, term } = member;
  const kind = role === "leader" ? "quorumHeard" : role === "follower" ? "leaderHeard" : "standing";
  return (
    <p className={styles.figures}>
      <span>{t(kind, { silent: silentMs, timeout: timeoutMs })}</span>
      <span>{votedFor === null ? t("noVote", { term }) : t("vote", { candidate: votedFor, term })}</span>
    </p>
  );
}
