/** Starts the product once for all specs, as a person would, and stops it as a person would; a leftover process fails. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startProduct } from "../server/bench/product";

export default async function network(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "chainglass-e2e-"));
  const product = await startProduct({
    PORT: process.env.E2E_PORT ?? "3471",
    CHAINGLASS_DATA_DIR: dataDir,
    CHAINGLASS_GRPC_PORT: String(await freePort(4)),
    // What the specs speak of, whatever the default is.
    CHAINGLASS_DEVNET: "alpha=poa:4",
    // Slow enough that a person, or a spec, sees a transaction wait.
    CHAINGLASS_BLOCK_INTERVAL_MS: "3000",
    CHAINGLASS_LOAD: "2",
  });
  process.env.E2E_DATA_DIR = dataDir;
  return async () => {
    const code = await product.stop();
    await rm(dataDir, { recursive: true, force: true });
    if (code !== 0) throw new Error(`npm start ended with ${code} after Ctrl-C:\n${product.output()}`);
  };
}
