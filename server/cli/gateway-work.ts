/** What `chainglass gateway replay` does: checks what it was given, serves until it is told to stop. */
import { existsSync, readFileSync } from "node:fs";
import { type ForeignGenesis, GenesisError, PUBLIC_GENESES, parseForeignGenesis } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { Refusal } from "./failure";

export interface ReplayFlags {
  readonly listen: string;
  readonly genesis?: string;
  readonly blocksPerSecond?: string;
}

function readGenesis(name: string): ForeignGenesis {
  const preset = PUBLIC_GENESES[name];
  if (preset) return preset;
  if (!existsSync(name)) throw new Refusal(`--genesis ${name} does not exist, and is neither mainnet nor sepolia.`);
  try {
    return parseForeignGenesis(JSON.parse(readFileSync(name, "utf8")), nativeCrypto);
  } catch (error) {
    if (error instanceof GenesisError || error instanceof SyntaxError)
      throw new Refusal(`--genesis ${name}: ${error.message}.`);
    throw error;
  }
}

function readPace(text: string): number {
  const pace = Number(text);
  if (!(pace > 0 && pace <= 100_000))
    throw new Refusal(`--blocks-per-second ${text}: expected a number above 0, at most 100000.`);
  return pace;
}

export async function replay(paths: string[], flags: ReplayFlags): Promise<void> {
  if (!/^(\[[0-9a-fA-F:]+\]|[^\s:]+):\d{1,5}$/.test(flags.listen))
    throw new Refusal(`--listen ${flags.listen} is not host:port, as in 127.0.0.1:50100.`);
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Refusal(`${missing} does not exist.`);
  const genesis = flags.genesis === undefined ? null : readGenesis(flags.genesis);
  const blocksPerSecond = flags.blocksPerSecond === undefined ? null : readPace(flags.blocksPerSecond);
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort());
  const { startReplay } = await import("#server/gateway");
  const running = await startReplay({
    paths,
    listen: flags.listen,
    genesis,
    genesisName: `--genesis ${flags.genesis}`,
    blocksPerSecond,
    signal: stopping.signal,
  });
  for (const fault of running.faults) process.stderr.write(`refused  ${fault}\n`);
  for (const note of running.notes) process.stderr.write(`note  ${note}\n`);
  console.log(`serving  ${running.address}`);
  await new Promise<void>((done) => {
    if (stopping.signal.aborted) done();
    stopping.signal.addEventListener("abort", () => done(), { once: true });
  });
  await running.stop();
  process.exit(0);
}
