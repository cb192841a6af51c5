/**
 * All nodes of a network: watches each, writes what has changed in one commit at a time, and says which of them may be
 * followed. At most four commits a second, and one frame a second for each node, but a change of status is told at once.
 */
import type { GetStatusResponse } from "#proto";
import { toHex } from "#server/lib/bytes";
import type { Log } from "#server/lib/log";
import { patiently } from "#server/store";
import type { Store } from "../store/store";
import { NodeWatch } from "./node-watch";

const FLUSH_MS = 250;
const FRAME_MS = 1_000;
/** Where nobody says anything: that a block is overdue becomes true by time alone, and readers are to hear of it. */
const SILENCE_MS = 5_000;

export class NodesWatch {
  readonly #watches: NodeWatch[] = [];
  #genesis: string | null = null;
  #flushing: Promise<void> | null = null;
  #consensusAtMs = 0;

  constructor(
    private readonly store: Store,
    private readonly log: Log,
  ) {}

  async run(addresses: readonly string[], signal: AbortSignal, tick: () => void): Promise<void> {
    const known = await patiently(() => this.store.nodesByAddress());
    for (const address of addresses) {
      const watch: NodeWatch = new NodeWatch({
        address,
        known: known.get(address) ?? null,
        stranger: (status) => this.#stranger(status),
        named: (id) =>
          this.#watches.some((other) => other !== watch && other.row.id === id) ? `${id}@${address}` : id,
      });
      this.#watches.push(watch);
    }
    const timer = setInterval(() => {
      for (const watch of this.#watches) watch.judge();
      this.#flushing ??= this.#flush().finally(() => {
        this.#flushing = null;
      });
      tick();
    }, FLUSH_MS);
    try {
      await Promise.all(this.#watches.map((watch) => watch.run(signal)));
    } finally {
      clearInterval(timer);
      await this.#flushing;
      await this.#leave();
    }
  }

  /** The network's chain is the one that its first node serves, or that the database holds. */
  setGenesis(genesisHash: Uint8Array | null): void {
    if (genesisHash) this.#genesis = toHex(genesisHash);
  }

  #stranger({ genesisHash }: GetStatusResponse): string | null {
    if (genesisHash.length === 0) return null;
    const genesis = toHex(genesisHash);
    this.#genesis ??= genesis;
    return genesis === this.#genesis
      ? null
      : `It serves another chain: its genesis is 0x${genesis}, the network's 0x${this.#genesis}.`;
  }

  async #flush(): Promise<void> {
    const now = Date.now();
    const dirty = this.#watches.filter((watch) => watch.dirty);
    const announced = this.#watches.filter(
      (watch) => watch.unannounced && (watch.urgent || now - watch.announcedAtMs >= FRAME_MS),
    );
    const quietMs = now - this.#consensusAtMs;
    const consensus =
      (this.#watches.some((watch) => watch.consensusDirty) && quietMs >= FLUSH_MS) ||
      (quietMs >= SILENCE_MS && this.#watches.some(({ row }) => row.role !== "source"));
    if (dirty.length === 0 && announced.length === 0 && !consensus) return;
    const rows = dirty.map((watch) => watch.snapshot());
    const named = rows.some(({ id, grpc }) => id !== grpc);
    for (const watch of dirty) watch.dirty = false;
    for (const watch of announced) {
      watch.unannounced = watch.urgent = false;
      watch.announcedAtMs = now;
    }
    if (consensus) {
      for (const watch of this.#watches) watch.consensusDirty = false;
      this.#consensusAtMs = now;
    }
    try {
      await this.store.nodes(
        rows,
        announced.map(({ row }) => row.id),
        consensus,
      );
      if (named) await this.#forget();
    } catch (error) {
      for (const watch of dirty) watch.dirty = watch.unannounced = true;
      this.log.warn({ network: this.store.name, error: String(error) }, "node rows could not be written");
    }
  }

  #kept = "";

  /** Rows of nodes that are not configured any more go once the set of names has changed. */
  async #forget(): Promise<void> {
    const ids = this.#watches.map(({ row }) => row.id);
    if (this.#kept === ids.join("\n")) return;
    await this.store.forgetNodes(ids);
    this.#kept = ids.join("\n");
  }

  /** Nobody watches any more, so nobody can tell. */
  async #leave(): Promise<void> {
    const rows = this.#watches.map((watch) => ({
      ...watch.snapshot(),
      status: "unknown" as const,
      statusReason: "The indexer has stopped: nobody watches this node.",
      statusSinceMs: Date.now(),
    }));
    await this.store
      .nodes(
        rows,
        rows.map(({ id }) => id),
        true,
      )
      .catch(() => {});
  }

  /** Where to follow: the first that is alive, another one than `not` where there is a choice. */
  pick(not: string | null): string | null {
    const alive = this.#watches.filter(({ row }) => row.status === "alive").map(({ options }) => options.address);
    return alive.find((address) => address !== not) ?? alive[0] ?? null;
  }

  of(address: string): NodeWatch | undefined {
    return this.#watches.find(({ options }) => options.address === address);
  }

  /** Whether a node other than this one stands at the height, or may: silence is not a lower head. */
  mayStandAt(height: number, notAddress: string): boolean {
    return this.#watches.some(({ options, row }) => {
      if (options.address === notAddress || row.status === "dead") return false;
      return row.status === "unknown" ? row.height === null && row.statusReason === null : (row.height ?? -1) >= height;
    });
  }

  /** The highest head among the living. */
  highest(): number {
    return Math.max(
      -1,
      ...this.#watches.filter(({ row }) => row.status === "alive").map(({ row }) => row.height ?? -1),
    );
  }

  /** One sentence on why no node can be followed. */
  whyNone(): string {
    const reasons = this.#watches.map(({ row }) => `${row.name}: ${row.statusReason ?? row.status}`);
    return `No node can be followed. ${reasons.join(" ")}`;
  }
}
