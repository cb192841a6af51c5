/**
 * Proof of authority with turns: takes one event, lets the parts that it concerns act, then settles: what has become final,
 * which block is the head, whether to vote, whether to propose. Crash faults and any network are borne; a second vote or
 * proposal of one turn is reported and ignored. Why it is safe stands in fork-choice.ts, how it keeps time in pacing.ts.
 */
import { unreachable } from "#server/lib/assert";
import type { Effect, Engine, Event } from "../engine";
import { Effects } from "./effects";
import { onCertified, onChecked, onMessage } from "./intake";
import type { PoaEntry } from "./journal";
import {
  CHECKING_MAX,
  PENDING_CERTIFICATES_MAX,
  REFUSED_MAX,
  TREE_BLOCKS_MAX,
  VOTE_TURNS_MAX,
  WANTED_MAX,
} from "./limits";
import type { PoaMessage } from "./messages";
import type { PoaOptions } from "./options";
import { timeoutTicks } from "./pacing";
import type { PoaRecord } from "./persistence";
import { proposerOf } from "./quorum";
import { onPersisted, onProposalFailed, onProposed, sendOwn, settle, voteForHead } from "./settle";
import { type PoaState, restore } from "./state";
import { type PoaStatus, statusOf } from "./status";
import { enterTurn } from "./turn";

export type PoaEvent = Event<PoaMessage>;
export type PoaEffect = Effect<PoaMessage, PoaRecord, PoaStatus, PoaEntry>;

export class PoaEngine implements Engine<PoaMessage, PoaRecord, PoaStatus, PoaEntry> {
  private readonly state: PoaState;
  private started = false;

  constructor(private readonly options: PoaOptions) {
    this.state = restore(options);
  }

  step(event: PoaEvent): PoaEffect[] {
    const { state } = this;
    const out = new Effects(state, this.options);
    if (!this.started) {
      this.started = true;
      out.stale = true;
      out.changed = true;
      out.announceTurn();
    }
    this.dispatch(event, out);
    settle(state, out);
    if (out.changed) out.push({ type: "status", status: this.status() });
    return out.list;
  }

  /** As of now; also sent as an effect whenever anything but the ages has changed. */
  status(): PoaStatus {
    return statusOf(this.state, this.options.pacing);
  }

  /** Everything that grows, with its limit, for whoever watches. */
  sizes(): { readonly name: string; readonly size: number; readonly limit: number }[] {
    const { tree, book, checking, fetching, refused, pendingCertificates, unpersisted } = this.state;
    return [
      { name: "tree blocks", size: tree.size, limit: TREE_BLOCKS_MAX },
      { name: "vote turns", size: book.turnCount, limit: VOTE_TURNS_MAX },
      { name: "blocks in check", size: checking.size, limit: CHECKING_MAX },
      { name: "wanted blocks", size: fetching.size, limit: WANTED_MAX },
      { name: "refused blocks", size: refused.size, limit: REFUSED_MAX },
      { name: "waiting certificates", size: pendingCertificates.size, limit: PENDING_CERTIFICATES_MAX },
      { name: "votes on their way to disk", size: unpersisted.length, limit: VOTE_TURNS_MAX },
    ];
  }

  private dispatch(event: PoaEvent, out: Effects): void {
    switch (event.type) {
      case "tick":
        this.onTick(out);
        break;
      case "message":
        onMessage(this.state, event.from, event.message, out);
        break;
      case "proposed":
        onProposed(this.state, event.block, out);
        break;
      case "proposalFailed":
        onProposalFailed(this.state, event.turn, event.reason, out);
        break;
      case "checked":
        onChecked(this.state, event.block, event.refusal, out);
        break;
      case "certified":
        onCertified(this.state, event.certificate, out);
        break;
      case "persisted":
        onPersisted(this.state, event.index, out);
        break;
      case "peerUp":
        sendOwn(this.state, event.peer, out);
        break;
      case "command":
        out.journal({
          type: "commandRefused",
          command: event.command.type,
          reason: "proof of authority knows no such command",
        });
        break;
      default:
        unreachable(event);
        break;
    }
  }

  private onTick(out: Effects): void {
    const { state } = this;
    const { pacing } = this.options;
    state.tick++;
    state.turnAgeTicks++;
    for (const wanted of state.fetching.due(state.tick)) out.push({ type: "fetch", ...wanted });
    if (state.tick - state.lastSendTick > pacing.intervalTicks + pacing.graceTicks / 2) sendOwn(state, "all", out);
    if (state.turnAnswered) {
      if (state.turnAgeTicks >= pacing.intervalTicks) enterTurn(state, state.turn + 1, out);
    } else if (state.turnAgeTicks >= timeoutTicks(pacing, state.turnsWithoutFinal)) {
      voteForHead(state, out);
      out.journal({ type: "turnMissed", proposer: proposerOf(state.turn, state.validators) });
      enterTurn(state, state.turn + 1, out);
    }
  }
}
