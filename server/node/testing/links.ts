/**
 * Links that a test can cut: each node finds each other one behind a relay of its own, and a cut holds back all bytes of one
 * direction, over whichever connection. As on a network that drops packets, nothing is lost by a cut that heals soon: TCP
 * sends it again. Needs no privileges, so it runs wherever the tests do.
 */
import { createServer, type Server, Socket } from "node:net";

/** Bytes of one direction of one connection. */
interface Flow {
  readonly from: string;
  readonly to: string;
  readonly source: Socket;
}

export interface Place {
  readonly id: string;
  /** `host:port` where the node itself listens. */
  readonly address: string;
}

export class Links {
  readonly #cuts = new Set<string>();
  readonly #flows = new Set<Flow>();
  readonly #relays = new Map<string, { server: Server; address: string }>();

  private constructor() {}

  static async create(places: readonly Place[]): Promise<Links> {
    const links = new Links();
    for (const from of places) for (const to of places) if (from !== to) await links.#open(from, to);
    return links;
  }

  /** Where `from` finds `to`. */
  addressOf(from: string, to: string): string {
    const relay = this.#relays.get(`${from}>${to}`);
    if (!relay) throw new RangeError(`no link from ${from} to ${to}`);
    return relay.address;
  }

  /** What `from` says does not reach `to` any more. */
  cut(from: string, to: string): void {
    this.#cuts.add(`${from}>${to}`);
    this.#apply();
  }

  /** Both ways, between every two groups. */
  partition(...groups: readonly (readonly string[])[]): void {
    for (const group of groups)
      for (const other of groups) if (group !== other) for (const a of group) for (const b of other) this.cut(a, b);
  }

  heal(): void {
    this.#cuts.clear();
    this.#apply();
  }

  async close(): Promise<void> {
    for (const { source } of this.#flows) source.destroy();
    await Promise.all(
      [...this.#relays.values()].map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve()))),
    );
  }

  #apply(): void {
    for (const flow of this.#flows) this.#steer(flow);
  }

  #steer({ from, to, source }: Flow): void {
    if (this.#cuts.has(`${from}>${to}`)) source.pause();
    else source.resume();
  }

  async #open(from: Place, to: Place): Promise<void> {
    const server = createServer((near) => this.#relay(near, from.id, to));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    const port = typeof bound === "object" && bound ? bound.port : 0;
    this.#relays.set(`${from.id}>${to.id}`, { server, address: `127.0.0.1:${port}` });
  }

  #relay(near: Socket, from: string, to: Place): void {
    const [host = "", port = ""] = to.address.split(":");
    const far = new Socket();
    far.connect(Number(port), host);
    this.#pass({ from, to: to.id, source: near }, far);
    this.#pass({ from: to.id, to: from, source: far }, near);
  }

  #pass(flow: Flow, sink: Socket): void {
    const { source } = flow;
    this.#flows.add(flow);
    source.setNoDelay(true);
    source.on("data", (bytes: Buffer) => sink.write(bytes));
    // A cut holds back the end of a connection too.
    source.on("end", () => sink.end());
    source.on("error", () => sink.destroy());
    source.on("close", () => {
      this.#flows.delete(flow);
      if (!this.#cuts.has(`${flow.from}>${flow.to}`)) sink.destroy();
    });
    this.#steer(flow);
  }
}
