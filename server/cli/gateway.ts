/** `chainglass gateway`: shows chains that are not ours over our contract. */
import { existsSync } from "node:fs";
import { Command } from "commander";
import { Refusal } from "./failure";

export function gatewayCommand(): Command {
  const gateway = new Command("gateway").description("Serve other chains' blocks over Chainglass's contract.");
  gateway
    .command("replay <dir...>")
    .description("Serve recorded Ethereum blocks (JSON, as eth_getBlockByNumber and receipts give them).")
    .requiredOption("--listen <host:port>", "where to serve; port 0 takes a free one")
    .addHelpText(
      "after",
      "\nExample:\n  chainglass gateway replay recordings/mainnet --listen 127.0.0.1:50100\n  CHAINGLASS_NODES=mainnet@127.0.0.1:50100 npm start",
    )
    .action(replay);
  return gateway;
}

async function replay(paths: string[], flags: { listen: string }): Promise<void> {
  if (!/^(\[[0-9a-fA-F:]+\]|[^\s:]+):\d{1,5}$/.test(flags.listen))
    throw new Refusal(`--listen ${flags.listen} is not host:port, as in 127.0.0.1:50100.`);
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Refusal(`${missing} does not exist.`);
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort());
  const { startReplay } = await import("#server/gateway");
  const running = await startReplay({ paths, listen: flags.listen, signal: stopping.signal });
  console.log(`serving  ${running.address}`);
  await new Promise<void>((done) => {
    if (stopping.signal.aborted) done();
    stopping.signal.addEventListener("abort", () => done(), { once: true });
  });
  await running.stop();
  process.exit(0);
}
