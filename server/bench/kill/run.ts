/**
 * A kill run, in rounds: a recorded and a running chain are indexed into new networks while indexer, Postgres, web and
 * supervisor are killed with -9 at random moments; then both must hold what a round without kills holds. It goes on where
 * it was when it is started again.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startReplay } from "#server/gateway";
import { type ChainDigest, differences, digestChain } from "#server/indexer";
import { createPrng, type Prng } from "#server/lib/prng";
import { freePort } from "../product";
import { makeChain, recordChain } from "./chain";
import { LiveSource } from "./live-source";
import { forget, type KillState, killsOf, loadState, saveState } from "./state";
import { TARGETS, type Target, World } from "./world";

export interface KillOptions {
  readonly folder: string;
  readonly kills: number;
  /** Null: the one of before, or a new one. */
  readonly seed: string | null;
  readonly fresh: boolean;
  readonly blocks: number;
  readonly transactionsPerBlock: number;
  readonly signal: AbortSignal;
  say(line: string): void;
  progress(line: string): void;
}

const KILLS_A_ROUND = [8, 14] as const;
/** Some kills come at any moment, most at work: so long after the first commit that follows the kill before. */
const PAUSE_MS = [50, 1_500] as const;
const AT_WORK_CHANCE = 0.65;
const WORK_MS_MAX = 1_200;
const WORK_WAIT_MS_MAX = 20_000;
/** The indexer is what is tested; the others are what it stands on. */
const WEIGHTS: readonly Target[] = ["indexer", "indexer", "indexer", "indexer", "postgres", "postgres", "backend"];
const RARE: readonly Target[] = ["web", "supervisor"];
const RARE_CHANCE = 0.15;
const LOOK_MS = 50;
const LIVE_BLOCKS = 200;

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");

async function openState({ folder, seed, fresh }: KillOptions): Promise<KillState> {
  if (fresh) forget(folder);
  const known = loadState(folder);
  if (known && (seed === null || seed === known.seed)) return known;
  if (known) throw new Error(`${folder} holds a run of the seed ${known.seed}; give --fresh to begin another.`);
  const ports = { web: await freePort(), recorded: await freePort(), live: await freePort() };
  return {
    seed: seed ?? Math.random().toString(36).slice(2, 10),
    ports,
    round: 0,
    kills: { indexer: 0, postgres: 0, backend: 0, web: 0, supervisor: 0 },
    equal: 0,
    clean: null,
  };
}

class Run {
  readonly #world: World;
  readonly #main;
  readonly #recorded;

  constructor(
    private readonly options: KillOptions,
    private readonly state: KillState,
  ) {
    mkdirSync(options.folder, { recursive: true });
    this.#world = new World(join(options.folder, "data"), state.ports);
    this.#recorded = makeChain(options.blocks, options.transactionsPerBlock);
    this.#main = makeChain(LIVE_BLOCKS, 3);
  }

  async all(): Promise<void> {
    const { options, state } = this;
    const recording = join(options.folder, "recording");
    recordChain(recording, this.#recorded);
    const gateway = await startReplay({ paths: [recording], listen: `127.0.0.1:${state.ports.recorded}` });
    try {
      if (!state.clean) state.clean = await this.round(null);
      saveState(options.folder, state);
      while (killsOf(state) < options.kills) await this.killRound(state.clean);
    } finally {
      await this.#world.stop();
      await gateway.stop();
    }
  }

  private async killRound(clean: NonNullable<KillState["clean"]>): Promise<void> {
    const { options, state } = this;
    state.round++;
    saveState(options.folder, state);
    const found = await this.round(createPrng(`${state.seed}/${state.round}`));
    const wrong = [
      ...differences(clean.recorded, found.recorded).map((line) => `recorded ${line}`),
      ...differences(clean.live, found.live).map((line) => `live ${line}`),
    ];
    if (wrong.length > 0)
      throw new Error(`round ${state.round} of seed ${state.seed} differs from a clean run:\n${wrong.join("\n")}`);
    state.equal++;
    saveState(options.folder, state);
  }

  /** @param random null: nothing is killed */
  private async round(random: Prng | null): Promise<{ recorded: ChainDigest; live: ChainDigest }> {
    const { state, options } = this;
    const [recorded, live] = [`recorded-${state.round}`, `live-${state.round}`];
    const address = (port: number) => `127.0.0.1:${port}`;
    const nodes = `${recorded}@${address(state.ports.recorded)},${live}@${address(state.ports.live)}`;
    const source = new LiveSource(this.#main);
    await source.start(address(state.ports.live));
    const enough = new AbortController();
    try {
      this.#world.start(nodes);
      if (random) {
        const playing = source.play(random.stream("live"), enough.signal);
        await this.kill(random.stream("kills"), nodes);
        enough.abort();
        await playing;
      } else source.finish();
      await this.untilIndexed(recorded, live);
      const digests = await this.#world.ask(async (query) => ({
        recorded: await digestChain(query, recorded),
        live: await digestChain(query, live),
      }));
      if (!digests) throw new Error(`the database does not answer\n${this.#world.output}`);
      await this.framesLinked([recorded, live]);
      // The last kill of a round, and the orphans are the next one's to find.
      const more = killsOf(state) < options.kills;
      if (random && more && (await this.#world.kill("supervisor", random))) this.count("supervisor");
      else await this.#world.stop();
      return digests;
    } finally {
      enough.abort();
      await source.stop();
      options.progress(this.line());
    }
  }

  private async kill(random: Prng, nodes: string): Promise<void> {
    const { options, state } = this;
    const wanted = Math.min(random.between(...KILLS_A_ROUND), options.kills - killsOf(state));
    for (let done = 0; done < wanted; ) {
      if (random.chance(AT_WORK_CHANCE)) await this.untilAtWork(random);
      else await sleep(random.between(...PAUSE_MS), undefined, { signal: options.signal });
      if (this.#world.failure !== null) throw new Error(this.#world.failure);
      const target = random.pick(random.chance(RARE_CHANCE) ? RARE : WEIGHTS);
      if (!(await this.#world.kill(target, random))) continue;
      this.count(target);
      done++;
      if (target === "supervisor") this.#world.start(nodes);
    }
  }

  /** Until something was committed that was not there at the beginning, and a moment more. */
  private async untilAtWork(random: Prng): Promise<void> {
    const pause = random.between(0, WORK_MS_MAX);
    const deadline = Date.now() + WORK_WAIT_MS_MAX;
    const numbers = () =>
      this.#world.ask(async (query) => {
        const rows = await query<{ sum: string }>("select sum(live_seq)::text as sum from networks", []);
        return rows[0]?.sum ?? null;
      });
    let before: string | null = null;
    while (Date.now() < deadline && this.#world.failure === null) {
      const now = await numbers();
      if (before !== null && now !== null && now !== before) break;
      before ??= now;
      await sleep(LOOK_MS, undefined, { signal: this.options.signal });
    }
    await sleep(pause, undefined, { signal: this.options.signal });
  }

  private count(target: Target): void {
    this.state.kills[target]++;
    saveState(this.options.folder, this.state);
    this.options.progress(this.line());
  }

  private async untilIndexed(recorded: string, live: string): Promise<void> {
    const [head, tip] = [this.#recorded.at(-1), this.#main.at(-1)];
    await this.#world.until(
      `${recorded} and ${live} are indexed`,
      `select coalesce((select recording_id is not null and encode(head_hash, 'hex') = $2 from networks where name = $1), false)
        and coalesce((select encode(head_hash, 'hex') = $4 and encode(final_hash, 'hex') = $4 from networks where name = $3), false) as done`,
      [recorded, hex(head?.hash), live, hex(tip?.hash)],
      this.options.signal,
    );
  }

  /** What the live path promises: each frame names the one before it. */
  private async framesLinked(networks: readonly string[]): Promise<void> {
    const [row] =
      (await this.#world.ask((query) =>
        query<{ broken: number }>(
          `select count(*)::int as broken from (select network, prev, lag(seq) over (partition by network, topic order by seq) as before
            from live_frames where network = any($1::text[])) f where prev <> coalesce(before, 0)`,
          [networks],
        ),
      )) ?? [];
    if (row?.broken !== 0) throw new Error(`${row?.broken} live frames do not follow the one before them`);
  }

  line(): string {
    const { state, options } = this;
    const each = TARGETS.map((target) => `${target} ${state.kills[target]}`).join(", ");
    return `seed ${state.seed}  ${killsOf(state)} of ${options.kills} kills (${each})  ${state.equal} of ${state.round} rounds equal`;
  }
}

/** @throws Error on any difference, with the seed */
export async function killRun(options: KillOptions): Promise<string> {
  const state = await openState(options);
  options.say(`seed ${state.seed}; ${killsOf(state)} kills so far; state in ${options.folder}`);
  const run = new Run(options, state);
  await run.all();
  return run.line();
}
