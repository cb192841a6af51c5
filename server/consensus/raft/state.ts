/** All that a Raft engine knows, in one place, and how it comes back after a restart. The parts hold their own rules. */
import type { BlockMeta, FinalityCertificate, NodeId } from "../engine";
import type { Candidate } from "./candidate";
import { Execution } from "./execution";
import type { Follower } from "./follower";
import type { Leader } from "./leader";
import { Log } from "./log";
import { Memberships } from "./memberships";
import type { RaftOptions } from "./options";
import { linked } from "./persistence";
import { Synced } from "./synced";
import { Writes } from "./writes";

export type Role = Follower | Candidate | Leader;

export interface Certified {
  readonly block: BlockMeta;
  /** Null for genesis, and for a final block that was restored with a descendant's. */
  readonly certificate: FinalityCertificate | null;
}

export interface RaftState {
  readonly self: NodeId;
  /** Ticks since the engine was built. */
  tick: number;
  term: number;
  votedFor: NodeId | null;
  role: Role;
  readonly log: Log;
  readonly memberships: Memberships;
  readonly writes: Writes;
  readonly execution: Execution;
  readonly synced: Synced;
  /** The highest block of the log that is known to be final: Raft's commit index. */
  certified: Certified;
  /** Certified and executed here. */
  final: Certified;
  /** Certified, not executed yet; lowest first. */
  readonly unexecuted: { readonly block: BlockMeta; readonly certificate: FinalityCertificate }[];
  /** A status is due with the next tick. */
  statusDue: boolean;
}

export function restore(options: RaftOptions): RaftState {
  const { restored, self, pacing, prng } = options;
  const { hardState, final, certificate } = restored;
  const log = new Log(final);
  const memberships = new Memberships(final.height, restored.members);
  for (const block of linked(final, restored.log)) {
    log.append(block);
    memberships.append(block);
  }
  const term = Math.max(hardState?.term ?? 0, log.last.turn);
  const certified = { block: final, certificate: certificate?.hash === final.hash ? certificate : null };
  return {
    self,
    tick: 0,
    term,
    votedFor: hardState?.term === term ? hardState.votedFor : null,
    role: {
      role: "follower",
      leader: null,
      heardTick: 0,
      armedTick: 0,
      timeoutTicks: prng.between(pacing.electionTicksMin, pacing.electionTicksMax),
      given: new Map(),
    },
    log,
    memberships,
    writes: new Writes(log.last.height),
    execution: new Execution(final.height),
    synced: new Synced(),
    certified,
    final: certified,
    unexecuted: [],
    statusDue: false,
  };
}
