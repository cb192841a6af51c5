/** The devnets' faucets, made when first asked for: a network has one exactly if its faucet key lies in the data folder. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ApiError, type Faucet, type Sources } from "#server/api/serve";
import { createFaucet, FaucetError, type Faucet as NetworkFaucet } from "#server/devnet";

/** Ten coins: enough to try things with. */
const AMOUNT_WEI = 10n * 10n ** 18n;

export function createFaucets(dataDir: string, sources: Sources): Faucet {
  const faucets = new Map<string, NetworkFaucet>();

  async function faucetOf(network: string): Promise<NetworkFaucet | null> {
    const known = faucets.get(network);
    if (known) return known;
    const keyFile = join(dataDir, "devnet", network, "faucet.key");
    if (!existsSync(keyFile)) return null;
    const client = await sources.client(network);
    if (!client) return null;
    const faucet = createFaucet({ network, keyFile, client });
    faucets.set(network, faucet);
    return faucet;
  }

  return async (network, address) => {
    const faucet = await faucetOf(network);
    if (!faucet) return null;
    try {
      const { hash } = await faucet.give(address, AMOUNT_WEI);
      return { hash, amount: AMOUNT_WEI.toString() };
    } catch (error) {
      if (error instanceof FaucetError)
        throw new ApiError(error.code === "limit" ? "too-many-requests" : "invalid-request", error.message);
      // Its node may be gone: the next request takes another.
      faucets.delete(network);
      throw error;
    }
  };
}
