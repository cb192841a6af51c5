/**
 * Clients of a simulated network that share one register: each asks one node, waits until its operation is final there, and
 * learns what the chain up to it makes of the register. What they asked and heard is a history for the checker. A client
 * that hears nothing gives up, and another one takes its place: what it asked may still happen.
 */
import type { BlockHash, BlockMeta } from "#server/consensus";
import type { Prng } from "#server/lib/prng";
import type { SimNode } from "../node";
import type { Types } from "../protocol";
import type { World } from "../world";
import { impossible, type Operation } from "./model";
import { type RegisterInput, type RegisterOutput, register } from "./models";

const CLIENTS = 4;
/** In multiples of the time between blocks. */
const GIVES_UP_INTERVALS = 20;
const THINKS_INTERVALS_MAX = 2;
/** More, with some never answered, take the checker long. */
const OPERATIONS_MAX = 120;

export interface RegisterClientsOptions {
  /** `local`: from what is final at the node that is asked, without an entry in the chain. Not linearizable. */
  readonly reads: "ordered" | "local";
  /** `head`: as soon as the operation is in the node's chain. Not linearizable: that end may be replaced. */
  readonly answers: "final" | "head";
}

interface Asked {
  readonly client: number;
  readonly input: RegisterInput;
  readonly calledAt: number;
  output: RegisterOutput | null;
  returnedAt: number;
}

export class RegisterClients<T extends Types> {
  private readonly asked: Asked[] = [];
  private readonly inputs = new Map<string, RegisterInput>();
  private readonly stateAfter = new Map<BlockHash, number | null>();
  private clientCount = 0;
  private valueLast = 0;
  private untilUs = 0;

  constructor(
    private readonly world: World<T>,
    private readonly prng: Prng,
    private readonly options: RegisterClientsOptions = { reads: "ordered", answers: "final" },
  ) {
    this.stateAfter.set(world.genesis.hash, register.initial);
  }

  start(untilUs: number): void {
    this.untilUs = untilUs;
    for (let i = 0; i < CLIENTS; i++) this.askSoon(this.clientCount++, null);
  }

  history(): Operation<RegisterInput, RegisterOutput>[] {
    return this.asked.map((asked) => ({ ...asked }));
  }

  /** @param seen what this client believes to be in the register */
  private askSoon(client: number, seen: number | null): void {
    const { queue, protocol } = this.world;
    const thinksUs = this.prng.between(0, THINKS_INTERVALS_MAX * protocol.scale.intervalUs);
    queue.after(thinksUs, () => {
      if (queue.now >= this.untilUs || this.asked.length >= OPERATIONS_MAX) return;
      const node = this.prng.pick(this.world.nodes);
      if (node.engine === null) this.askSoon(client, seen);
      else this.ask(client, seen, node);
    });
  }

  private ask(client: number, seen: number | null, node: SimNode<T>): void {
    const { queue, clients, protocol } = this.world;
    const input = this.draw(seen);
    const asked: Asked = { client, input, calledAt: queue.now, output: null, returnedAt: 0 };
    let givenUp = false;
    const answer = (output: RegisterOutput): void => {
      // Told to a client that is gone: nobody has heard it.
      if (givenUp || asked.output !== null) return;
      asked.output = output;
      asked.returnedAt = queue.now;
      this.askSoon(client, output.type === "value" ? output.value : "value" in input ? input.value : seen);
    };
    this.asked.push(asked);
    if (input.type === "read" && this.options.reads === "local") {
      answer({ type: "value", value: this.stateOf(node.final) });
      return;
    }
    const operation = `${this.asked.length} ${JSON.stringify(input)}`;
    this.inputs.set(operation, input);
    const isTaken = clients.submit(node.index, operation, (block) => {
      if (this.options.answers === "final") answer(this.outputOf(operation, block));
    });
    if (isTaken && this.options.answers === "head") this.watchHead(node, operation, answer);
    queue.after(GIVES_UP_INTERVALS * protocol.scale.intervalUs, () => {
      if (asked.output !== null) return;
      givenUp = true;
      this.askSoon(this.clientCount++, seen);
    });
  }

  private draw(seen: number | null): RegisterInput {
    const kind = this.prng.between(0, 3);
    if (kind <= 1) return { type: "read" };
    const value = ++this.valueLast;
    if (kind === 2 || seen === null) return { type: "write", value };
    return { type: "compareAndSet", expected: seen, value };
  }

  private watchHead(node: SimNode<T>, operation: string, answer: (output: RegisterOutput) => void): void {
    const { checkers, clients, genesis, queue, protocol } = this.world;
    for (let at = node.head; at !== genesis && at.height > 0; at = checkers.block(at.parent)) {
      if (!clients.operations(at.hash).includes(operation)) continue;
      answer(this.outputOf(operation, at));
      return;
    }
    if (queue.now < this.untilUs) {
      queue.after(protocol.scale.tickUs, () => this.watchHead(node, operation, answer));
    }
  }

  /** The register after this block and those below it. */
  private stateOf(block: BlockMeta): number | null {
    const { checkers, clients } = this.world;
    const path: BlockMeta[] = [];
    let at = block;
    while (!this.stateAfter.has(at.hash)) {
      path.push(at);
      at = checkers.block(at.parent);
    }
    let state = this.stateAfter.get(at.hash) ?? null;
    for (const { hash } of path.reverse()) {
      for (const operation of clients.operations(hash)) state = this.apply(operation, state);
      this.stateAfter.set(hash, state);
    }
    return state;
  }

  private outputOf(operation: string, block: BlockMeta): RegisterOutput {
    const { checkers, clients } = this.world;
    let state = this.stateOf(checkers.block(block.parent));
    for (const other of clients.operations(block.hash)) {
      if (other === operation) break;
      state = this.apply(other, state);
    }
    const input = this.inputs.get(operation);
    if (input?.type === "read") return { type: "value", value: state };
    return input?.type === "compareAndSet" ? { type: "compared", same: state === input.expected } : { type: "written" };
  }

  private apply(operation: string, state: number | null): number | null {
    const input = this.inputs.get(operation);
    const next = input === undefined ? state : register.step(state, input, null);
    return next === impossible ? state : next;
  }
}
