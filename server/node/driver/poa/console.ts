/** What the console and the flight recorder get of a PoA engine. */
import type { ConsensusStatus, JournalEntry } from "#proto";
import type { PoaEntry, PoaStatus } from "#server/consensus";
import { fromHex } from "#server/lib/bytes";
import { wireRef } from "../references";

export function statusMessage(status: PoaStatus, tickMs: number): ConsensusStatus {
  return {
    engine: "poa",
    quorum: status.quorum,
    detail: {
      $case: "poa",
      value: {
        turn: status.turn,
        inTurn: status.inTurn,
        order: [...status.order],
        signed: status.signed.map(({ validator, turn, height, hash }) => ({
          validator,
          turn,
          height,
          hash: fromHex(hash),
        })),
        turnAgeMs: status.turnAgeTicks * tickMs,
        turnTimeoutMs: status.turnTimeoutTicks * tickMs,
        turnsWithoutFinal: status.turnsWithoutFinal,
      },
    },
  };
}

export function journalMessage(entry: PoaEntry, tickMs: number): JournalEntry {
  return { turn: entry.turn, height: entry.height, entry: detailOf(entry, tickMs) };
}

function detailOf(entry: PoaEntry, tickMs: number): NonNullable<JournalEntry["entry"]> {
  switch (entry.type) {
    case "turnStarted":
      return {
        $case: "turnStarted",
        value: { proposer: entry.proposer, timeoutMs: entry.timeoutTicks * tickMs },
      };
    case "turnMissed":
      return { $case: "turnMissed", value: { proposer: entry.proposer } };
    case "blockProposed":
      return { $case: "blockProposed", value: { proposer: entry.proposer, block: wireRef(entry.block) } };
    case "blockRefused": {
      const { from, code, reason } = entry;
      return { $case: "blockRefused", value: { from, block: wireRef(entry.block), code, reason } };
    }
    case "voteGiven":
      return { $case: "voteGiven", value: { block: wireRef(entry.block) } };
    case "voteSeen":
      return { $case: "voteSeen", value: { validator: entry.validator, block: wireRef(entry.block) } };
    case "commandRefused":
      return { $case: "commandRefused", value: { command: entry.command, reason: entry.reason } };
    case "headMoved":
      return { $case: "headMoved", value: { from: wireRef(entry.from), to: wireRef(entry.to) } };
  }
}
