/**
 * Transcripts: a file of commands, each with its expected output beneath, after cockroachdb's datadriven. The commands drive
 * a world without latency, chance or clock of its own; after each, all messages have arrived. The verbs are the same for all
 * engines. REWRITE=1 writes the outputs anew: read the diff.
 *
 *   nodes 4 [voters=3] [seed=1] [interval=2] [...] · tick [1] [x10] · drop 1->3 · partition 1,2|3,4 · heal · crash 2 ·
 *   restart 2 · fail on|off (building and checking blocks) · transfer 0 1 (asked of 0, to 1) · status
 *   change 0 addLearner|addVoter|remove 3 (asked of 0, about 3) · any of them with `quiet` at its end
 *
 * Nodes are numbered as their validators are: 0 is v0. A block is written turn/height, a turn and height have one block at most.
 */
import type { BlockHash, MembershipChange } from "#server/consensus";
import { createPrng } from "#server/lib/prng";
import type { SimNode } from "./node";
import type { Protocol, Types } from "./protocol";
import { FAULTLESS, World } from "./world";

/** A block's way to all nodes, fetches and answers included, takes far less. */
const SETTLE_US = 1_000;
const TICKS_MAX = 10_000;
const CHANGES = ["addLearner", "addVoter", "remove"] as const;

export class TranscriptError extends Error {
  override readonly name = "TranscriptError";
}

export class TranscriptRunner<T extends Types> {
  private world: World<T> | null = null;
  private lines: string[] = [];

  constructor(private readonly protocol: Protocol<T>) {}

  /** @returns the output, without the final newline; `ok` when there is nothing to say */
  run(command: string): string {
    this.lines = [];
    const [verb = "", ...words] = command.trim().split(/\s+/);
    if (verb === "nodes") this.createNodes(words);
    else this.apply(this.opened(), verb, words);
    const { world } = this;
    world?.queue.runUntil(world.queue.now + SETTLE_US);
    return (words.at(-1) === "quiet" ? "" : this.lines.join("\n")) || "ok";
  }

  private opened(): World<T> {
    if (this.world === null) throw new TranscriptError("the first command is `nodes`");
    return this.world;
  }

  private createNodes([count = "", ...knobs]: string[]): void {
    const value = (name: string, otherwise: number) => {
      const text = knobs.find((knob) => knob.startsWith(`${name}=`))?.slice(name.length + 1);
      return text === undefined ? otherwise : numberOf(text);
    };
    const { protocol } = this;
    const nodes = Array.from({ length: numberOf(count) }, () => ({ tickUs: null, diskUsMax: 0, workUsMax: 0 }));
    const network = { latencyUsMin: 1, latencyUsMax: 1, slow: 0, loss: 0, duplication: 0 };
    const voters = value("voters", nodes.length);
    const pacing = protocol.words.pacing(value);
    const prng = createPrng(`transcript ${value("seed", 0)}`);
    this.world = new World(protocol, prng, { ...FAULTLESS, nodes, voters, network, pacing }, undefined, {
      journal: (node, entry) => this.say(node, this.describe(entry)),
      commit: (node, block) => this.say(node, `final ${block.turn}/${block.height}`),
    });
    for (const node of this.world.nodes) this.world.restart(node);
  }

  private apply(world: World<T>, verb: string, words: readonly string[]): void {
    const [first = "", second = "", third = ""] = words;
    switch (verb) {
      case "tick":
        this.tick(world, words);
        break;
      case "drop": {
        const [from = "", to = ""] = first.split("->");
        world.network.cut(numberOf(from), numberOf(to));
        break;
      }
      case "partition":
        world.network.partition(first.split("|").map((group) => group.split(",").map(numberOf)));
        break;
      case "heal":
        world.heal();
        break;
      case "crash":
        nodeOf(world, first).crash();
        break;
      case "restart":
        world.restart(nodeOf(world, first));
        break;
      case "fail":
        world.knobs.failures = shareOf(first);
        break;
      case "transfer":
        world.command(nodeOf(world, first), { type: "transferLeadership", to: nodeOf(world, second).id });
        break;
      case "change": {
        const change = { type: changeOf(second), id: nodeOf(world, third).id };
        world.command(nodeOf(world, first), { type: "changeMembership", change });
        break;
      }
      case "status":
        for (const node of world.nodes) this.lines.push(this.status(node));
        break;
      default:
        throw new TranscriptError(
          `"${verb}" is not nodes, tick, drop, partition, heal, crash, restart, fail, transfer, change or status`,
        );
    }
  }

  /** One tick of each node, or of the one named, then all messages; so many times. */
  private tick(world: World<T>, words: readonly string[]): void {
    const times = numberOf(words.find((word) => word.startsWith("x"))?.slice(1) ?? "1");
    const named = words.find((word) => /^\d/.test(word));
    if (times > TICKS_MAX) throw new TranscriptError(`at most ${TICKS_MAX} ticks, not ${times}`);
    for (let i = 0; i < times; i++) {
      const ticking = named === undefined ? world.nodes : [nodeOf(world, named)];
      for (const node of ticking) node.step({ type: "tick" });
      world.queue.runUntil(world.queue.now + SETTLE_US);
    }
  }

  private say(node: SimNode<T>, what: string | null): void {
    if (what !== null) this.lines.push(`${node.id}  ${what}`);
  }

  private describe(entry: T["entry"]): string | null {
    return this.protocol.words.entry(entry, this.name, (from, to) => this.isFork(from, to));
  }

  private isFork(from: BlockHash, to: BlockHash): boolean {
    const { blocks } = this.opened().checkers;
    for (let at = blocks.get(to); at !== undefined; at = blocks.get(at.parent)) if (at.hash === from) return false;
    return true;
  }

  private readonly name = (hash: BlockHash): string => {
    const block = this.opened().checkers.blocks.get(hash);
    return block === undefined ? hash : `${block.turn}/${block.height}`;
  };

  private status(node: SimNode<T>): string {
    if (node.engine === null) return `${node.id}  down`;
    return `${node.id}  ${this.protocol.words.status(node.engine.status(), this.name)}`;
  }
}

function numberOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new TranscriptError(`"${text}" is not a number`);
  return Number(text);
}

function shareOf(text: string): number {
  if (text !== "on" && text !== "off") throw new TranscriptError(`"${text}" is not on or off`);
  return text === "on" ? 1 : 0;
}

function changeOf(text: string): MembershipChange["type"] {
  const change = CHANGES.find((name) => name === text);
  if (change === undefined) throw new TranscriptError(`"${text}" is not ${CHANGES.join(", ")}`);
  return change;
}

function nodeOf<T extends Types>(world: World<T>, text: string): SimNode<T> {
  const node = world.nodes[numberOf(text)];
  if (node === undefined) throw new TranscriptError(`no node ${text}; there are 0 to ${world.nodes.length - 1}`);
  return node;
}

/** Runs a whole file: blocks of commands, `----`, output, parted by an empty line. @returns it with the outputs as they are now */
export function runTranscript<T extends Types>(text: string, protocol: Protocol<T>): string {
  const runner = new TranscriptRunner(protocol);
  const parts = text.trimEnd().split(/\n\n+/);
  const done = parts.map((part) => {
    const [input = ""] = part.split(/^----$/m);
    if (input.split("\n").every((line) => line === "" || line.startsWith("#"))) return part;
    const commands = input.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const output = commands.map((command) => runner.run(command)).join("\n");
    return `${input.trimEnd()}\n----\n${output}`;
  });
  return `${done.join("\n\n")}\n`;
}
