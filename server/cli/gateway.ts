/** `chainglass gateway`: shows chains that are not ours over our contract. */
import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { type ForeignGenesis, GenesisError, PUBLIC_GENESES, parseForeignGenesis } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import { Refusal } from "./failure";

interface ReplayFlags {
  readonly listen: string;
  readonly genesis?: string;
  readonly blocksPerSecond?: string;
}

const EXAMPLES = `
A damaged file is served up to where it can't be read; the refusal names file and byte.

Examples:
  chainglass gateway replay chain.rlp --genesis genesis.json --listen 127.0.0.1:50100
  chainglass gateway replay mainnet-00000-5ec1ffb8.era1 --genesis mainnet --listen 127.0.0.1:50100
  chainglass gateway replay ~/.bitcoin/blocks/blk00000.dat --blocks-per-second 50 --listen 127.0.0.1:50100
  CHAINGLASS_NODES=mainnet@127.0.0.1:50100 npm start`;

export function gatewayCommand(): Command {
  const gateway = new Command("gateway").description("Serve other chains' blocks over Chainglass's contract.");
  gateway
    .command("replay <file...>")
    .description(
      "Serve a recorded chain: RLP blocks (geth export), .era1 archives, JSON of Ethereum's RPC, Bitcoin block files. Formats are told by content; a folder stands for its files.",
    )
    .requiredOption("--listen <host:port>", "where to serve; port 0 takes a free one")
    .option("--genesis <file>", "genesis file of geth, Besu or Quorum, or one of mainnet and sepolia")
    .option("--blocks-per-second <n>", "let the head advance at this pace instead of serving all at once")
    .addHelpText("after", EXAMPLES)
    .action(replay);
  return gateway;
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

async function replay(paths: string[], flags: ReplayFlags): Promise<void> {
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
