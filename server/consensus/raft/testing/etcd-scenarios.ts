/**
 * etcd's scenario files, each with what is done with it here: compared as it is, compared but for named differences or up to
 * a line, or not applicable, with the reason. An answer that differs without being named, or no longer differs, is a failure.
 */
export interface Scenario {
  /** What the differences come from. */
  readonly reason?: string;
  /** As `compareScenario` reports them: `- etcd's`, `+ ours`. */
  readonly differences?: readonly string[];
  readonly announcesWithBlock?: boolean;
}

const JOINT = "joint consensus: our engine changes one member at a time";
const FORGET = "no such operation: our follower forgets its leader when its time-out has run off";
const IN_FORCE = "a change is in force here as soon as it is in the log (thesis, 4.1), in etcd when it is applied";
const TWO_STEPS = `a joint change is made as two, of one member each; ${IN_FORCE}`;
const BEATS = "our heartbeat speaks of what should have arrived; etcd waits for the answer to its own before it probes";

export const SCENARIOS: Record<string, Scenario | { readonly notApplicable: string }> = {
  "async_storage_writes.txt": {},
  "async_storage_writes_append_aba_race.txt": {
    announcesWithBlock: true,
    reason: BEATS,
    differences: [
      "line 388: + 1 truncates from 12",
      "line 415: - 1 truncates from 12",
      // One write less is under way.
      "line 492: - 2/12",
      "line 492: + 3/12",
    ],
  },
  "campaign.txt": {},
  "campaign_learner_must_vote.txt": {},
  "checkquorum.txt": {
    reason: "a leader of before is answered by a refusal, for its term; in etcd by an empty acknowledgement",
    differences: ["line 67: + 2 has not what comes before 12; perhaps 1/11"],
  },
  "confchange_disable_validation.txt": { notApplicable: "turns off the validation of changes, which ours never does" },
  "confchange_v1_add_single.txt": { reason: IN_FORCE, differences: addedSingle(40) },
  "confchange_v1_remove_leader.txt": {
    reason: `${IN_FORCE}; and our leader steps down then, as etcd's note there asks for`,
    differences: [
      "line 31: + 1 has voters 2 3",
      "line 36: - 1: StateLeader (Voter) Term:1 Lead:1",
      "line 36: + 1: StateLeader (Non-Voter) Term:1 Lead:1",
      "line 62: + 2 has voters 2 3",
      "line 85: - 1 has voters 2 3",
      // 2 alone is no majority of 2 and 3.
      "line 85: commit of 1: - 5 + 3",
      "line 117: - 2 has voters 2 3",
      "line 117: commit of 2: - 5 + 3",
      // It leads no further than to its own removal; what follows is the next leader's.
      "line 146: commit of 3: - 6 + 4",
      "line 146: commit of 1: - 6 + 4",
      "line 146: commit of 2: - 6 + 4",
      "line 246: - 1: StateLeader (Non-Voter) Term:1 Lead:1",
      "line 246: + 1: StateFollower (Non-Voter) Term:1 Lead:0",
    ],
  },
  "confchange_v1_remove_leader_stepdown.txt": {
    reason: IN_FORCE,
    differences: [
      "line 32: + 1 has voters 2 3",
      "line 37: - 1: StateLeader (Voter) Term:1 Lead:1",
      "line 37: + 1: StateLeader (Non-Voter) Term:1 Lead:1",
      "line 63: + 2 has voters 2 3",
      "line 84: - 1 has voters 2 3",
      // 2 alone is no majority of 2 and 3: the removal is not final yet.
      "line 84: commit of 1: - 5 + 3",
      "line 84: role of 1: - follower + leader",
      "line 84: leader of 1: - null + 1",
      "line 113: - 1: StateFollower (Non-Voter) Term:1 Lead:0",
      "line 113: + 1: StateLeader (Non-Voter) Term:1 Lead:1",
      "line 120: - 2 has voters 2 3",
      "line 120: commit of 2: - 5 + 3",
      "line 149: commit of 3: - 5 + 4",
    ],
  },
  "confchange_v2_add_double_auto.txt": { notApplicable: JOINT },
  "confchange_v2_add_double_implicit.txt": { notApplicable: JOINT },
  "confchange_v2_add_single_auto.txt": { reason: IN_FORCE, differences: addedSingle(41) },
  "confchange_v2_add_single_explicit.txt": {
    reason: TWO_STEPS,
    differences: [
      ...addedSingle(41),
      "line 41: + 1 has voters 1 2",
      "line 41: + 2 has voters 1 2",
      "line 113: - 1 has voters 1 2",
      "line 113: - 2 has voters 1 2",
    ],
  },
  "confchange_v2_replace_leader.txt": {
    reason: TWO_STEPS,
    differences: [
      "line 44: + 1 has voters 1 2 3 4",
      "line 50: + 2 has voters 1 2 3 4",
      "line 50: + 3 has voters 1 2 3 4",
      // It is sent to as soon as the change is in the log, and from there.
      "line 50: - 4 has not what comes before 4; perhaps 0/0",
      "line 50: + 4 has not what comes before 5; perhaps 0/0",
      "line 319: + 4 has voters 2 3 4",
      "line 324: - 4 has voters 2 3 4",
    ],
  },
  "confchange_v2_replace_leader_stepdown.txt": {
    reason: TWO_STEPS,
    differences: [
      "line 45: + 1 has voters 1 2 3 4",
      "line 63: + 1 has voters 2 3 4",
      "line 69: - 1 has voters 2 3 4",
      // The leader goes with the second answer: who has not answered hears from the next one that this is final.
      "line 69: commit of 4: - 5 + 4",
    ],
  },
  "forget_leader.txt": { notApplicable: FORGET },
  "forget_leader_prevote_checkquorum.txt": { notApplicable: FORGET },
  "forget_leader_read_only_lease_based.txt": { notApplicable: FORGET },
  "heartbeat_resp_recovers_from_probing.txt": {},
  "lagging_commit.txt": {},
  "prevote.txt": {
    reason: "a leader that leads never grants a pre-vote here; in etcd only with `checkquorum`",
    differences: [
      "line 76: - 1 would not vote for 3",
      "line 76: + 1 would not vote for 3: the leader is alive",
      "line 139: - 1 would vote for 2",
      "line 139: + 1 would not vote for 2: the leader is alive",
    ],
  },
  "prevote_checkquorum.txt": {
    reason: "who is refused by all gives up here; etcd does not answer at all where a leader is alive",
    differences: ["line 34: role of 2: - preCandidate + follower", "line 206: role of 1: - preCandidate + follower"],
  },
  "probe_and_replicate.txt": {},
  "replicate_pause.txt": {
    reason: BEATS,
    differences: [
      "line 134: + 3 has not what comes before 15; perhaps 1/11",
      "line 163: - 3 has not what comes before 15; perhaps 1/11",
    ],
  },
  "single_node.txt": {},
  "slow_follower_after_compaction.txt": {},
  "snapshot_succeed_via_app_resp.txt": {
    reason: `${BEATS}; a snapshot here is no more than the name of a block; all know the members of genesis`,
    differences: [
      "line 58: + 1 sends 3 a snapshot at 11",
      "line 71: + 3 installs a snapshot at 11",
      "line 71: commit of 3: - 0 + 11",
      "line 85: - 1 sends 3 a snapshot at 11",
      "line 97: - 3: StateSnapshot match=0 next=12",
      "line 97: + 3: StateReplicate match=11 next=12",
      "line 107: - 3 has voters 1 2 3",
      "line 107: - 3 installs a snapshot at 11",
    ],
  },
  "snapshot_succeed_via_app_resp_behind.txt": {
    reason: "a snapshot is fetched, which takes its time; all know the members of genesis",
    differences: [
      "line 108: - 3 has voters 1 2 3",
      "line 108: - 3 installs a snapshot at 11",
      "line 142: + 3 installs a snapshot at 11",
    ],
  },
};

/** The new voter's own change is not final without it: the snapshot is of the block before. */
function addedSingle(line: number): string[] {
  return [
    "- 1 sends 2 a snapshot at 4",
    "- 2 has not what comes before 4; perhaps 0/0",
    "- 2 installs a snapshot at 4",
    "+ 1 sends 2 a snapshot at 3",
    "+ 2 has not what comes before 5; perhaps 0/0",
    "+ 2 installs a snapshot at 3",
  ].map((difference) => `line ${line}: ${difference}`);
}
