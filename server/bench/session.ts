/** A product of its own for one measurement, in a temporary folder, stopped and removed whatever happens. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type Product, startProduct } from "./product";

const NODES_MAX = 8;

export interface Session {
  readonly product: Product;
  readonly dataDir: string;
}

export async function withProduct<T>(
  environment: Record<string, string>,
  measure: (session: Session) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "chainglass-bench-"));
  const product = await startProduct({
    PORT: String(await freePort()),
    CHAINGLASS_GRPC_PORT: String(await freePort(NODES_MAX)),
    CHAINGLASS_DATA_DIR: dataDir,
    // Figures are compared over time: they do not change with the default devnet.
    CHAINGLASS_DEVNET: "alpha=poa:4",
    ...environment,
  });
  try {
    return await measure({ product, dataDir });
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
