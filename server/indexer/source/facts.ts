/** What a node's status says of its chain. */
import type { GetStatusResponse } from "#proto";
import type { StatedNetwork } from "../store/network";

export function statedNetwork(status: GetStatusResponse): StatedNetwork {
  return {
    engine: status.engine,
    ledger: status.ledger,
    rules: status.rules,
    chainId: status.chainId,
    genesisHash: status.genesisHash.length > 0 ? status.genesisHash : null,
    validators: status.validators.map(({ id, address }) => ({ id, address })),
    blockIntervalMs: status.blockIntervalMs ?? null,
    live: status.live,
  };
}
