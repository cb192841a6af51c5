/**
 * A three-member etcd of the machine's own, where one is installed: the yardstick for our Raft. Spoken to through its JSON
 * gateway; a put that is answered is committed. Everything it starts it ends.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "./product";

const START_MS_MAX = 20_000;
const ANSWER_MS_MAX = 1_000;
/** etcd draws from [T, 2T) and wants five heartbeats in T. */
const ELECTION_MS = 150;
const HEARTBEAT_MS = 30;

export interface EtcdMember {
  readonly name: string;
  readonly url: string;
  readonly peerUrl: string;
  process: ChildProcess | null;
}

/** @returns its version, or null where none is installed */
export function etcdVersion(): string | null {
  const { stdout, status } = spawnSync("etcd", ["--version"], { encoding: "utf8" });
  return status === 0 ? (/etcd Version: (\S+)/.exec(stdout)?.[1] ?? "unknown") : null;
}

export class Etcd {
  private constructor(
    private readonly folder: string,
    readonly members: readonly EtcdMember[],
  ) {}

  static async start(): Promise<Etcd> {
    const first = await freePort(6);
    const members = [0, 1, 2].map((index): EtcdMember => {
      const url = (port: number) => `http://127.0.0.1:${port}`;
      return { name: `m${index}`, url: url(first + 2 * index), peerUrl: url(first + 2 * index + 1), process: null };
    });
    const etcd = new Etcd(mkdtempSync(join(tmpdir(), "chainglass-etcd-")), members);
    for (const member of members) etcd.startMember(member, "new");
    await etcd.untilWritable();
    return etcd;
  }

  startMember(member: EtcdMember, state: "new" | "existing"): void {
    const cluster = this.members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(",");
    const flags = [
      ...["--name", member.name, "--data-dir", join(this.folder, member.name)],
      ...["--listen-client-urls", member.url, "--advertise-client-urls", member.url],
      ...["--listen-peer-urls", member.peerUrl, "--initial-advertise-peer-urls", member.peerUrl],
      ...["--initial-cluster", cluster, "--initial-cluster-state", state, "--pre-vote"],
      ...["--heartbeat-interval", String(HEARTBEAT_MS), "--election-timeout", String(ELECTION_MS)],
    ];
    member.process = spawn("etcd", flags, { stdio: "ignore" });
  }

  /** @returns whether this member had it committed in time */
  async put(member: EtcdMember, key: string, value: string): Promise<boolean> {
    const body = { key: btoa(key), value: btoa(value) };
    return (await this.ask(member, "/v3/kv/put", body)) !== null;
  }

  /** Until somebody takes a write. */
  async untilWritable(): Promise<void> {
    const deadline = performance.now() + START_MS_MAX;
    while (performance.now() < deadline) {
      for (const member of this.members) if (await this.put(member, "probe", "1")) return;
      await setTimeout(50);
    }
    throw new Error("etcd took no write in time");
  }

  async leader(): Promise<EtcdMember | null> {
    for (const member of this.members) {
      const status = await this.status(member);
      if (status && status.leader === status.self) return member;
    }
    return null;
  }

  /** @returns when the leader says that it has handed over */
  async transfer(from: EtcdMember, to: EtcdMember): Promise<void> {
    const target = (await this.status(to))?.self;
    if (target === undefined) throw new Error(`${to.name} does not answer`);
    const answer = await this.ask(from, "/v3/maintenance/transfer-leadership", { targetID: target });
    if (answer === null) throw new Error("etcd did not hand over");
  }

  async status(member: EtcdMember): Promise<{ self: string; leader: string } | null> {
    const answer = await this.ask(member, "/v3/maintenance/status", {});
    if (answer === null) return null;
    const { header, leader } = answer as { header?: { member_id?: string }; leader?: string };
    return { self: header?.member_id ?? "", leader: leader ?? "0" };
  }

  private async ask(member: EtcdMember, path: string, body: object): Promise<unknown> {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const response = await fetch(member.url + path, { method: "POST", body: JSON.stringify(body), signal });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    const ended = this.members.map(
      ({ process }) =>
        new Promise<void>((resolve) => {
          if (!process || process.exitCode !== null || process.signalCode !== null) resolve();
          else {
            process.once("exit", () => resolve());
            process.kill("SIGKILL");
          }
        }),
    );
    await Promise.all(ended);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
