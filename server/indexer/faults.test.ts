/**
 * Any interleaving of blocks, forks, duplicates, gaps, silent rollbacks, fail-overs and crashes ends in the tables of a clean
 * run over the chain that was left standing. The seed is printed; FAULT_SEED and FAULT_RUNS repeat and prolong.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { differences, digestChain } from "./digest";
import { type TestTransaction, tokenLog, transfer } from "./testing/blocks";
import { type Harness, harness } from "./testing/harness";
import { ScriptedNode } from "./testing/scripted-node";

const RUNS = Number(process.env.FAULT_RUNS ?? 12);
const SEED = Number(process.env.FAULT_SEED ?? Date.now() % 2 ** 31);
const STEPS_MAX = 30;
const RUN_MS = 60_000;

type Step =
  | { readonly kind: "mine"; readonly blocks: number; readonly announced: boolean }
  | { readonly kind: "fork"; readonly depth: number; readonly blocks: number; readonly announced: boolean }
  | { readonly kind: "rollback"; readonly depth: number; readonly announced: boolean }
  | { readonly kind: "duplicate"; readonly back: number }
  | { readonly kind: "finalise"; readonly back: number }
  | { readonly kind: "break" }
  | { readonly kind: "crash" }
  | { readonly kind: "failOver" }
  | { readonly kind: "wait"; readonly ms: number };

const depth = fc.integer({ min: 1, max: 8 });
const announced = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("mine" as const), blocks: fc.integer({ min: 1, max: 25 }), announced }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("fork" as const),
      depth,
      blocks: fc.integer({ min: 1, max: 10 }),
      announced,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rollback" as const), depth, announced }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("duplicate" as const), back: fc.integer({ min: 0, max: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("finalise" as const), back: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "break" } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: "crash" } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: "failOver" } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 250 }) }) },
);

const made = new Map<number, TestTransaction>();

/** Signing takes longer than all else here. */
function transactionOf(nonce: number): TestTransaction {
  const to = (nonce % 5).toString(16).padStart(40, nonce % 3 === 0 ? "c" : "d");
  const transaction = made.get(nonce) ?? { ...transfer(nonce, to), logs: [tokenLog(nonce)] };
  made.set(nonce, transaction);
  return transaction;
}

/** Two nodes with one chain; transactions are drawn from a small pool, so that forks hold some of the same ones. */
class Play {
  readonly nodes = [new ScriptedNode("one"), new ScriptedNode("two")];
  #salt = 0;
  #down: ScriptedNode | null = null;

  get first(): ScriptedNode {
    const [first] = this.nodes;
    if (!first) throw new Error("a play has nodes");
    return first;
  }

  async start(): Promise<void> {
    const genesis = this.first.mine([]);
    for (const node of this.nodes.slice(1)) node.adopt(genesis);
    for (const node of this.nodes) await node.start();
  }

  #mine(blocks: number, announce: boolean): void {
    for (let i = 0; i < blocks; i++) {
      // A chain holds a transaction once: its number is near its place's, so another branch often has the same one.
      const nonce = this.first.chain.length + (this.#salt % 2);
      const transaction = transactionOf(nonce);
      const on = this.first.chain.some(({ transactions: [own] }) => own?.hash === transaction.hash);
      const transactions = on ? [] : [transaction];
      const block = this.first.mine(transactions, { salt: this.#salt % 256, announce });
      for (const node of this.nodes.slice(1)) {
        node.adopt(block);
        if (announce) node.emit({ $case: "blockCommitted", value: { block } });
      }
    }
  }

  #rollback(blocks: number, announce: boolean): void {
    const possible = Math.min(blocks, this.first.chain.length - 1 - (this.first.final?.height ?? 0));
    for (const node of this.nodes) node.rollback(possible, announce);
    this.#salt++;
  }

  async #failOver(): Promise<void> {
    if (this.#down) {
      await this.#down.start();
      this.#down = null;
    } else {
      this.#down = this.nodes[1] ?? null;
      // The one that is followed is usually the first; both change places over time.
      this.nodes.reverse();
      await this.#down?.stop();
    }
  }

  async do(action: Step, at: Harness, start: () => Promise<void>): Promise<void> {
    switch (action.kind) {
      case "mine":
        return this.#mine(action.blocks, action.announced);
      case "fork":
        this.#rollback(action.depth, action.announced);
        return this.#mine(action.blocks, action.announced);
      case "rollback":
        return this.#rollback(action.depth, action.announced);
      case "duplicate": {
        const block = this.first.chain.at(-1 - action.back);
        if (block) for (const node of this.nodes) node.emit({ $case: "blockCommitted", value: { block } });
        return;
      }
      case "finalise": {
        const block = this.first.chain.at(-1 - action.back);
        if (block && block.height > (this.first.final?.height ?? -1))
          for (const node of this.nodes) node.finalise(block);
        return;
      }
      case "break":
        for (const node of this.nodes) node.breakStreams();
        return;
      case "crash":
        await at.stop();
        return start();
      case "failOver":
        return this.#failOver();
      case "wait":
        return new Promise((resolve) => setTimeout(resolve, action.ms));
    }
  }

  /** Everyone up, on one chain, the head final. */
  async settle(): Promise<void> {
    await this.#down?.start();
    this.#down = null;
    this.#mine(1, true);
    const { head } = this.first;
    if (head) for (const node of this.nodes) node.finalise(head);
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.stop();
  }
}

async function indexed(at: Harness, node: ScriptedNode): Promise<void> {
  const head = toHex(node.head?.hash ?? new Uint8Array());
  await at.until<{ head: string; final: string }>(
    "select encode(head_hash, 'hex') as head, encode(final_hash, 'hex') as final from networks",
    ([row]) => row?.head === head && row.final === head,
    RUN_MS,
  );
}

const digest = (at: Harness) => digestChain((statement, values) => at.rows(statement, values), "test");

async function holds(steps: readonly Step[]): Promise<void> {
  const [under, clean] = [await harness(), await harness()];
  const play = new Play();
  try {
    await play.start();
    const start = () => under.start(play.nodes.map(({ address }) => ({ network: "test", address })));
    await start();
    for (const action of steps) await play.do(action, under, start);
    await play.settle();
    await indexed(under, play.first);
    await clean.start([{ network: "test", address: play.first.address }]);
    await indexed(clean, play.first);
    const [expected, found] = [await digest(clean), await digest(under)];
    expect(differences(expected, found)).toEqual([]);
    // Losing rows stay, and say that they lost; what they alone held waits or is dropped.
    const wrong = await under.rows(
      `select 'a losing block is final' as what from blocks where final and not canonical
        union all select 'included and waiting' from transactions t where block_hash is null and exists (select 1 from block_transactions bt
          join blocks b on b.network = bt.network and b.hash = bt.block_hash and b.canonical where bt.hash = t.hash)
        union all select 'lost' from block_transactions bt where not exists (select 1 from transactions t where t.hash = bt.hash)
        union all select 'a frame does not follow' from (select prev, lag(seq) over (partition by topic order by seq) as before
          from live_frames) f where prev <> coalesce(before, 0)`,
    );
    expect(wrong).toEqual([]);
  } finally {
    await under.close();
    await clean.close();
    await play.stop();
  }
}

it(
  `any interleaving of faults ends in the tables of a clean run (seed ${SEED}, ${RUNS} runs)`,
  async () => {
    process.stdout.write(`faults: FAULT_SEED=${SEED} FAULT_RUNS=${RUNS}\n`);
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: STEPS_MAX }), holds), {
      seed: SEED,
      numRuns: RUNS,
      endOnFailure: true,
    });
  },
  RUNS * 3 * RUN_MS,
);
