/** Ports are looked at before anything starts, so that a taken one is named with its setting instead of failing later. */
import { createServer } from "node:net";

export interface WantedPort {
  readonly port: number;
  /** Undefined: all interfaces. */
  readonly host?: string;
  /** Who wants it. */
  readonly what: string;
  /** The environment variable that moves it. */
  readonly setting: string;
  readonly example: string;
}

/** @throws Error naming every port that can't be had, with the setting that changes it */
export async function checkPorts(wanted: readonly WantedPort[]): Promise<void> {
  const refusals = await Promise.all(wanted.map(refusalOf));
  const lines = refusals.filter((line) => line !== null);
  if (lines.length > 0) throw new Error(lines.join("\n"));
}

async function refusalOf(want: WantedPort): Promise<string | null> {
  if (want.port > 65_535)
    return `${want.what} would need port ${want.port}, which does not exist: set ${want.setting} lower, as in ${want.example}.`;
  const code = await tryListen(want.port, want.host);
  if (code === null) return null;
  const why =
    code === "EADDRINUSE"
      ? "is taken by another program"
      : code === "EACCES"
        ? "may not be used by this user"
        : `can't be used (${code})`;
  return `Port ${want.port}, for ${want.what}, ${why}: set ${want.setting} to another, as in ${want.example}.`;
}

function tryListen(port: number, host: string | undefined): Promise<string | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen({ port, exclusive: true, ...(host === undefined ? {} : { host }) }, () =>
      server.close(() => done(null)),
    );
  });
}
