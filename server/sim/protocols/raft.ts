/** Raft, as the simulator sees it. */
import {
  applyChange,
  type BlockMeta,
  type Command,
  type Member,
  type MembershipChange,
  RaftEngine,
  type RaftEntry,
  type RaftMessage,
  type RaftOptions,
  type RaftPacing,
  type RaftRecord,
  type RaftStatus,
} from "#server/consensus";
import type { Prng } from "#server/lib/prng";
import type { SimDisk } from "../disk";
import type { SimNode } from "../node";
import type { EngineSetup, Protocol, SimEngine } from "../protocol";
import type { World } from "../world";
import { createRecords, logAbove, type RaftRecords, tornRecord, writeRecord } from "./raft-records";
import { RaftRules } from "./raft-rules";
import { raftWords } from "./raft-words";

export interface RaftTypes {
  readonly message: RaftMessage;
  readonly record: RaftRecord;
  readonly status: RaftStatus;
  readonly entry: RaftEntry;
  readonly pacing: RaftPacing;
  readonly records: RaftRecords;
}

export type RaftFactory = (options: RaftOptions) => SimEngine<RaftTypes>;

const TICK_US = 10_000;
/** About as long as an election takes. */
const INTERVAL_US = 10 * TICK_US;
const NO_SIGNATURE = new Uint8Array(0);
const CHANGES = ["addLearner", "addVoter", "addVoter", "remove"] as const;

function optionsOf({ self, voters, pacing, disk, prng }: EngineSetup<RaftTypes>): RaftOptions {
  return { self, pacing, prng, sign: () => NO_SIGNATURE, restored: restored(disk, voters) };
}

function restored(disk: SimDisk<RaftTypes>, voters: readonly string[]): RaftOptions["restored"] {
  const { records, final, certificate } = disk;
  const { hardState, snapshot } = records;
  if (snapshot !== null && snapshot.block.height > final.height) {
    const { block, certificate: certified, members } = snapshot;
    return { hardState, final: block, certificate: certified, members, log: logAbove(records, block) };
  }
  const atGenesis: readonly Member[] = voters.map((id) => ({ id, role: "voter" }));
  const members = changesUpTo(disk, final).reduce((before, change) => {
    const after = applyChange(before, change);
    return "code" in after ? before : after;
  }, atGenesis);
  return { hardState, final, certificate, members, log: logAbove(records, final) };
}

/** Lowest first. */
function changesUpTo({ blocks }: SimDisk<RaftTypes>, final: BlockMeta): MembershipChange[] {
  const changes: MembershipChange[] = [];
  for (let at = blocks.get(final.hash); at !== undefined; at = blocks.get(at.parent)) {
    if (at.change !== null) changes.push(at.change);
  }
  return changes.reverse();
}

/** Orders of an operator, at the node that leads if he knows it, else at any. */
function scheduleOrders(world: World<RaftTypes>, prng: Prng, untilUs: number): void {
  const everyUs = prng.pick([1, 2, 5]) * INTERVAL_US;
  const transfers = prng.stream("transfers?").chance(0.5);
  const changes = prng.stream("changes?").chance(0.5);
  const draws = prng.stream("orders");
  for (let at = 0; at < untilUs; at += everyUs) {
    const atUs = at + draws.between(0, everyUs);
    const about = draws.pick(world.nodes);
    const { id } = about;
    const change = { type: draws.pick(CHANGES), id };
    const lost = draws.chance(0.1);
    const command: Command = draws.chance(0.4)
      ? { type: "transferLeadership", to: id }
      : { type: "changeMembership", change };
    if (!(command.type === "transferLeadership" ? transfers : changes)) continue;
    world.queue.after(atUs, () => world.command((lost ? null : leaderOf(world)) ?? about, command));
  }
}

/** Of the highest term. */
function leaderOf({ nodes }: World<RaftTypes>): SimNode<RaftTypes> | null {
  let leader: SimNode<RaftTypes> | null = null;
  let highest = 0;
  for (const node of nodes) {
    const status = node.engine?.status();
    if (status?.role !== "leader" || status.term <= highest) continue;
    leader = node;
    highest = status.term;
  }
  return leader;
}

export function raft(factory: RaftFactory = (options) => new RaftEngine(options)): Protocol<RaftTypes> {
  return {
    name: "raft",
    scale: {
      tickUs: TICK_US,
      intervalUs: INTERVAL_US,
      latencyUsMax: [100, 2_000, 20_000, 100_000],
      diskUsMax: [0, 1_000, 10_000, 60_000],
      workUsMax: [0, 1_000, 10_000, 40_000],
      healedLatencyUsMax: TICK_US,
      healedDiskUsMax: TICK_US,
    },
    words: raftWords,
    drawPacing: (prng) => ({
      intervalTicks: prng.pick([2, 4, 8]),
      heartbeatTicks: 3,
      electionTicksMin: 10,
      electionTicksMax: 20,
    }),
    drawVoters: (nodes, prng) => (prng.chance(0.6) ? nodes : prng.between(1, nodes)),
    createEngine: (setup) => factory(optionsOf(setup)),
    createRules: (checkers, voters, outcomesOnly) => new RaftRules(checkers, voters, outcomesOnly),
    createRecords,
    write: writeRecord,
    torn: tornRecord,
    // Above, the log brings them back, to be executed anew.
    storedHeight: ({ final, records }) => Math.max(final.height, records.snapshot?.block.height ?? 0),
    digest: digestOf,
    scheduleOrders,
    leader: leaderOf,
    isSettled: () => true,
  };
}

function digestOf(message: RaftMessage): string {
  switch (message.type) {
    case "append":
      return `a${message.term}/${message.previous.height}/${message.blocks.length}/${message.blocks.at(-1)?.hash}`;
    case "appendMatched":
      return `m${message.term}/${message.height}/${message.final}`;
    case "appendRefused":
      return `r${message.term}/${message.previous}/${message.hint.height}`;
    case "voteReply":
    case "preVoteReply":
      return `${message.type}${message.term}/${message.refusal}`;
    case "snapshot":
      return `s${message.term}/${message.block.hash}`;
    default:
      return `${message.type}${message.term}`;
  }
}
