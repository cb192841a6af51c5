/** `chainglass gateway`: shows chains that are not ours over our contract. What it takes to do so is loaded when it is done. */
import { Command } from "commander";
import type { ReplayFlags } from "./gateway-work";

const EXAMPLES = `
A damaged file is served up to where it can't be read; the refusal names file and byte.
RLP, .era1 and Bitcoin files are read by ranges, and may have any size. A JSON file is read whole: at most 256 MiB each, in as
many files as you like.
A genesis file among the files is taken where it fits; with it an export gets its block 0.

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
    .usage("<file...> --listen <host:port> [options]")
    .requiredOption("--listen <host:port>", "required: where to serve; port 0 takes a free one")
    .option("--genesis <file>", "genesis file of geth, Besu or Quorum, or one of mainnet and sepolia")
    .option("--blocks-per-second <n>", "let the head advance at this pace instead of serving all at once")
    .addHelpText("after", EXAMPLES)
    .action(async (paths: string[], flags: ReplayFlags) => (await import("./gateway-work")).replay(paths, flags));
  return gateway;
}
