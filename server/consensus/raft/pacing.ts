/** Time, in ticks of the node's own clock. */

export interface RaftPacing {
  /** Between two blocks of a leader. */
  readonly intervalTicks: number;
  /** Between two signs of life of a leader. */
  readonly heartbeatTicks: number;
  /** An election time-out is drawn between these two, both included (Raft paper, 5.2: 150–300 ms). */
  readonly electionTicksMin: number;
  readonly electionTicksMax: number;
}

export const ELECTION_MS_MIN = 150;
export const ELECTION_MS_MAX = 300;
const HEARTBEAT_MS = 50;

export function raftPacingOf({ blockIntervalMs, tickMs }: { blockIntervalMs: number; tickMs: number }): RaftPacing {
  const ticks = (ms: number) => Math.max(1, Math.round(ms / tickMs));
  return {
    intervalTicks: ticks(blockIntervalMs),
    heartbeatTicks: ticks(HEARTBEAT_MS),
    electionTicksMin: ticks(ELECTION_MS_MIN),
    electionTicksMax: ticks(ELECTION_MS_MAX),
  };
}
