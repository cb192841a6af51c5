/**
 * Raft, with blocks for entries: height is index, turn is term. Takes one event, lets the role that it concerns act, then
 * settles what follows. Crash faults and any network are borne while a majority of the voters lives; there is at most one
 * leader a term, and what a certificate makes final is in the log of every later leader. The rules stand where they are kept:
 * votes in election.ts, the log in appending.ts, finality in acknowledgements.ts.
 */
import { unreachable } from "#server/lib/assert";
import type { Effect, Engine, Event, NodeId } from "../engine";
import { askOne, candidateTick, ownVotePersisted, standForElection } from "./candidate";
import { Effects } from "./effects";
import { onLogChecked } from "./execution";
import { onCertificate } from "./finality";
import { timedOut } from "./follower";
import { onCertified, onSynced, wantedTick } from "./installing";
import { onMessage } from "./intake";
import type { RaftEntry } from "./journal";
import { leaderTick } from "./leader";
import type { RaftMessage } from "./messages";
import type { RaftOptions } from "./options";
import type { RaftRecord } from "./persistence";
import { sendHeartbeat } from "./replication";
import { onProposalFailed, onProposed, settle } from "./settle";
import { type Size, sizesOf } from "./sizes";
import { type RaftState, restore } from "./state";
import { type RaftStatus, statusOf } from "./status";
import { askHeir, onCommand } from "./transfer";

export type RaftEvent = Event<RaftMessage>;
export type RaftEffect = Effect<RaftMessage, RaftRecord, RaftStatus, RaftEntry>;

export class RaftEngine implements Engine<RaftMessage, RaftRecord, RaftStatus, RaftEntry> {
  private readonly state: RaftState;
  private started = false;

  constructor(private readonly options: RaftOptions) {
    this.state = restore(options);
  }

  step(event: RaftEvent): RaftEffect[] {
    const { state } = this;
    const out = new Effects(state, this.options);
    if (!this.started) this.start(out);
    this.dispatch(event, out);
    settle(state, out);
    if (out.moved) state.statusDue = true;
    if (out.changed || (state.statusDue && event.type === "tick")) {
      state.statusDue = false;
      out.push({ type: "status", status: this.status() });
    }
    return out.list;
  }

  /** As of now; also sent as an effect: at once when role, term, leader or members change, with a tick when logs move. */
  status(): RaftStatus {
    return statusOf(this.state, this.options.pacing);
  }

  /** Everything that grows, with its limit, for whoever watches. */
  sizes(): Size[] {
    return sizesOf(this.state);
  }

  private start(out: Effects): void {
    const { state, options } = this;
    const { role } = state;
    this.started = true;
    out.changed = true;
    if (role.role === "follower") {
      out.journal({ type: "timerArmed", timer: "election", timeoutTicks: role.timeoutTicks });
    }
    if (options.restored.certificate !== null) onCertificate(state, options.restored.certificate, out);
    // Nobody else could lead.
    const { voters } = state.memberships.current;
    if (voters.length === 1 && voters[0] === state.self) standForElection(state, out);
  }

  private dispatch(event: RaftEvent, out: Effects): void {
    const { state } = this;
    switch (event.type) {
      case "tick":
        this.onTick(out);
        break;
      case "message":
        onMessage(state, event.from, event.message, out);
        break;
      case "proposed":
        onProposed(state, event.block, out);
        break;
      case "proposalFailed":
        onProposalFailed(state, event.turn, event.reason, out);
        break;
      case "checked":
        if (state.log.has(event.block)) onLogChecked(state, event.block, event.refusal, out);
        else if (event.refusal === null) onSynced(state, event.block, out);
        break;
      case "certified":
        onCertified(state, event.certificate, out);
        break;
      case "persisted":
        state.writes.persisted(event.index);
        if (state.role.role === "candidate") ownVotePersisted(state, state.role, event.index, out);
        break;
      case "peerUp":
        this.onPeerUp(event.peer, out);
        break;
      case "command":
        onCommand(state, event.command, out);
        if (state.role.role === "leader") askHeir(state, state.role, out);
        break;
      default:
        unreachable(event);
    }
  }

  private onTick(out: Effects): void {
    const { state } = this;
    state.tick++;
    wantedTick(state, out);
    const { role } = state;
    switch (role.role) {
      case "follower":
        if (timedOut(state, role, out)) standForElection(state, out);
        break;
      case "preCandidate":
      case "candidate":
        candidateTick(state, role, out);
        break;
      case "leader":
        leaderTick(state, role, out);
        break;
      default:
        unreachable(role);
    }
  }

  /** What was on its way to it may be lost. */
  private onPeerUp(peer: NodeId, out: Effects): void {
    const { state } = this;
    const { role } = state;
    if (role.role === "preCandidate" || role.role === "candidate") askOne(state, role, peer, out);
    if (role.role !== "leader") return;
    const progress = role.followers.get(peer);
    if (progress === undefined) return;
    if (progress.state === "replicate") progress.probe();
    sendHeartbeat(state, peer, progress, out);
  }
}
