/** Proof of authority, as the simulator sees it. */
import {
  PoaEngine,
  type PoaEntry,
  type PoaMessage,
  type PoaOptions,
  type PoaPacing,
  type PoaRecord,
  type PoaStatus,
} from "#server/consensus";
import type { SimDisk } from "../disk";
import type { Protocol, SimEngine, Words } from "../protocol";
import { PoaRules } from "./poa-rules";

export interface PoaTypes {
  readonly message: PoaMessage;
  readonly record: PoaRecord;
  readonly status: PoaStatus;
  readonly entry: PoaEntry;
  readonly pacing: PoaPacing;
  readonly records: { last: PoaRecord | null };
}

export type PoaFactory = (options: PoaOptions) => SimEngine<PoaTypes>;

const TICK_US = 100_000;
const PACING = { intervalTicks: 10, graceTicks: 10 };
const INTERVAL_US = TICK_US * PACING.intervalTicks;
const NO_SIGNATURE = new Uint8Array(0);

function restored({ records, final, certificate, blocks }: SimDisk<PoaTypes>): PoaOptions["restored"] {
  const above = [...blocks.values()].filter((block) => block.height > final.height);
  return {
    records: records.last === null ? [] : [records.last],
    final,
    certificate,
    blocks: above.sort((a, b) => a.height - b.height),
  };
}

const words: Words<PoaTypes> = {
  pacing: (value) => ({ intervalTicks: value("interval", 2), graceTicks: value("grace", 2) }),
  entry(entry, block, isFork) {
    switch (entry.type) {
      case "turnStarted":
      case "voteSeen":
      case "blockProposed":
        return null;
      case "turnMissed":
        return `turn ${entry.turn} of ${entry.proposer} missed`;
      case "commandRefused":
        return `refuses to ${entry.command}: ${entry.reason}`;
      case "blockRefused":
        return `refuses ${block(entry.block.hash)} of ${entry.from}: ${entry.code}`;
      case "voteGiven":
        return `votes ${block(entry.block.hash)} in turn ${entry.turn}`;
      case "headMoved":
        return isFork(entry.from.hash, entry.to.hash)
          ? `leaves ${block(entry.from.hash)} for ${block(entry.to.hash)}`
          : null;
      default:
        return entry satisfies never;
    }
  },
  status({ turn, inTurn, head, final, turnsWithoutFinal, signed }, block) {
    const votes = signed.map((vote) => `${vote.validator}:${vote.turn}:${block(vote.hash)}`).join(" ");
    const [headName, finalName] = [block(head.hash), block(final.hash)];
    return `turn ${turn} (${inTurn})  head ${headName}  final ${finalName}  waits ${turnsWithoutFinal}  ${votes}`;
  },
};

export function poa(factory: PoaFactory = (options) => new PoaEngine(options)): Protocol<PoaTypes> {
  return {
    name: "poa",
    scale: {
      tickUs: TICK_US,
      intervalUs: INTERVAL_US,
      latencyUsMax: [1_000, 20_000, 200_000, 2_000_000],
      diskUsMax: [0, 5_000, 50_000, 500_000],
      workUsMax: [0, 10_000, 100_000, 400_000],
      healedLatencyUsMax: INTERVAL_US / 4,
      healedDiskUsMax: INTERVAL_US / 2,
    },
    words,
    drawPacing: () => PACING,
    drawVoters: (nodes, prng) => (prng.chance(0.8) ? nodes : prng.between(1, nodes)),
    createEngine: ({ self, voters, pacing, disk }) =>
      factory({ self, validators: voters, pacing, sign: () => NO_SIGNATURE, restored: restored(disk) }),
    createRules: (checkers, voters, outcomesOnly) => new PoaRules(checkers, voters.length, outcomesOnly),
    createRecords: () => ({ last: null }),
    write: (records, record) => {
      records.last = record;
    },
    // One vote: there or not.
    torn: () => null,
    // A vote rests upon its block.
    storedHeight: () => Number.POSITIVE_INFINITY,
    digest: (message) => (message.type === "vote" ? message.vote.hash : message.block.hash),
    scheduleOrders: () => undefined,
    leader: () => null,
    isSettled: (nodes) => nodes.every((node) => node.head.hash === nodes[0]?.head.hash),
  };
}
