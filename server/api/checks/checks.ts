/**
 * What a look at every configured address finds now: whether it can be reached, or exactly why not, and what it can and
 * can't give. Only addresses of the configuration are ever called, never one that a client has named. Bounded: an answer is
 * kept for some seconds and shared by all who ask meanwhile, a look takes two seconds at most, and few are taken at once.
 */
import type { GetStatusResponse } from "#proto";
import { formatOf } from "../format";
import type { SourceFacts, SourceView } from "../schema-sources";
import { type Probe, probeSource } from "./probe";
import { problem, problemOfFailure } from "./problem";

const DEADLINE_MS = 2_000;
const KEPT_MS = 5_000;
/** Sockets that are opened at the same time. */
const AT_ONCE_MAX = 16;
/** With all of them silent, an answer still comes within eight seconds. */
export const ADDRESSES_MAX = 64;

export interface ConfiguredSource {
  readonly network: string;
  /** `host:port`. */
  readonly address: string;
}

/** What is indexed of a network: a source of another chain is a stranger, even if it is the only one. */
export interface KnownChain {
  readonly chainId: number;
  /** 0x, lower case. */
  readonly genesisHash: string | null;
}

export interface SourceChecks {
  /** In the order of configuration. */
  list(): Promise<SourceView[]>;
}

export interface SourceCheckOptions {
  readonly configured: () => Promise<readonly ConfiguredSource[]>;
  readonly chainOf: (network: string) => Promise<KnownChain | null>;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
}

type Looked = { readonly at: number; readonly probe: Probe } | { readonly at: number; readonly view: SourceView };

export function factsOf(stated: GetStatusResponse): SourceFacts {
  const format = formatOf(stated.ledger);
  const { head, final } = stated;
  return {
    id: stated.nodeId,
    name: stated.nodeName,
    version: stated.version,
    engine: stated.engine,
    ledger: stated.ledger,
    rules: stated.rules,
    chainId: stated.chainId,
    genesisHash: stated.genesisHash.length > 0 ? format.hash(stated.genesisHash) : null,
    live: stated.live,
    contiguous: stated.contiguous,
    heights: head ? [stated.earliestHeight, head.height] : null,
    headTime: stated.headTime?.toISOString() ?? null,
    finalHeight: final?.height ?? null,
    faults: stated.faults?.items.map(({ file, offset, reason }) => ({ file, offset, reason })) ?? [],
  };
}

/** A chain id of 0 is none: Bitcoin has no such thing. */
const named = ({ chainId, genesisHash }: KnownChain) =>
  [...(chainId === 0 ? [] : [`chain id ${chainId}`]), ...(genesisHash === null ? [] : [`genesis ${genesisHash}`])].join(
    ", ",
  );

/** Null where both may be the same chain: what one of them does not say can't differ. */
export function differenceOf(known: KnownChain, found: KnownChain) {
  const genesis = known.genesisHash !== null && found.genesisHash !== null && known.genesisHash !== found.genesisHash;
  if (!genesis && known.chainId === found.chainId) return null;
  return problem("other-chain", { expected: named(known), found: named(found) });
}

async function look(source: ConfiguredSource, now: () => number): Promise<Looked> {
  const deadline = now() + DEADLINE_MS;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    return { at: now(), probe: await probeSource(source.address, deadline, signal) };
  } catch (error) {
    return { at: now(), view: unreached(source, now(), await problemOfFailure(error, source.address, signal)) };
  }
}

function unreached(source: ConfiguredSource, at: number, why: SourceView["problem"]): SourceView {
  const checkedAt = new Date(at).toISOString();
  return { ...source, ok: false, problem: why, checkedAt, latencyMs: null, facts: null, gives: null };
}

/** A few at a time, answers in the order of the questions. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const answers = new Map<number, R>();
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) answers.set(index, await work(item));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE_MAX, items.length) }, worker));
  return [...answers].sort(([a], [b]) => a - b).map(([, answer]) => answer);
}

/** Each against what is indexed of its network, or else against the first of its siblings that answers. */
async function judged(
  looked: readonly { source: ConfiguredSource; result: Looked }[],
  chainOf: SourceCheckOptions["chainOf"],
): Promise<SourceView[]> {
  const chains = new Map<string, KnownChain>();
  for (const network of new Set(looked.map(({ source }) => source.network))) {
    const known = await chainOf(network);
    if (known) chains.set(network, known);
  }
  return looked.map(({ source, result }) => {
    if (!("probe" in result)) return result.view;
    const { probe, at } = result;
    const facts = factsOf(probe.status);
    const chain = chains.get(source.network);
    if (!chain) chains.set(source.network, facts);
    const difference = chain ? differenceOf(chain, facts) : null;
    return {
      ...source,
      ok: difference === null,
      problem: difference,
      checkedAt: new Date(at).toISOString(),
      latencyMs: probe.latencyMs,
      facts,
      gives: probe.gives,
    };
  });
}

export function createSourceChecks({ configured, chainOf, now = Date.now }: SourceCheckOptions): SourceChecks {
  let kept: { at: number; answer: Promise<SourceView[]> } | null = null;

  async function checkAll(): Promise<SourceView[]> {
    const all = await configured();
    const sources = all.slice(0, ADDRESSES_MAX);
    const results = await inTurns(sources, async (source) => ({ source, result: await look(source, now) }));
    const views = await judged(results, chainOf);
    return [...views, ...all.slice(ADDRESSES_MAX).map((source) => unreached(source, now(), problem("not-checked")))];
  }

  return {
    list() {
      if (kept && now() - kept.at < KEPT_MS) return kept.answer;
      const mine = { at: now(), answer: checkAll() };
      kept = mine;
      // The time counts from the answer; a failure is not kept.
      mine.answer.then(
        () => {
          mine.at = now();
        },
        () => {
          if (kept === mine) kept = null;
        },
      );
      return mine.answer;
    },
  };
}
