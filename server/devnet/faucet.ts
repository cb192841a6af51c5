/**
 * A devnet's faucet: sends test money from an account that the genesis funded. Promises one transaction after another, so
 * nonces never collide, and limits for each address and for all together; leaves the HTTP side to the API.
 */
import {
  Acknowledgement,
  type ChainQueryClient,
  type GetAccountResponse,
  type GetStatusResponse,
  type SubmitTransactionResponse,
} from "#proto";
import { fromHex, to0x } from "#server/lib/bytes";
import { call } from "#server/rpc";
import { readKey } from "./network/keys";
import { signTransaction } from "./network/sign";

const WINDOW_MS = 60_000;
const PER_ADDRESS_MAX = 5;
const PER_WINDOW_MAX = 120;
/** A thousand coins, each of 10^18. */
export const FAUCET_WEI_MAX = 1000n * 10n ** 18n;
const TRANSFER_GAS = 100_000n;

export class FaucetError extends Error {
  override readonly name = "FaucetError";
  constructor(
    readonly code: "address" | "amount" | "limit",
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

export interface Faucet {
  /** @throws FaucetError for what the caller can mend; gRPC's errors where the node can't be reached or refuses */
  give(address: string, amountWei: bigint): Promise<{ hash: string }>;
}

export interface FaucetOptions {
  readonly network: string;
  readonly keyFile: string;
  readonly client: ChainQueryClient;
  /** Milliseconds; for tests. */
  readonly now?: () => number;
}

export function createFaucet(options: FaucetOptions): Faucet {
  const { client, now = () => performance.now() } = options;
  const key = readKey(options.keyFile);
  const given: { address: string; at: number }[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  let chainId: number | null = null;

  function admit(address: string): void {
    const since = now() - WINDOW_MS;
    while (given[0] && given[0].at <= since) given.shift();
    const own = given.filter((gift) => gift.address === address);
    const [first, max, who] =
      own.length >= PER_ADDRESS_MAX
        ? [own[0], PER_ADDRESS_MAX, "to one address"]
        : [given[0], PER_WINDOW_MAX, `on ${options.network}`];
    if (own.length >= PER_ADDRESS_MAX || given.length >= PER_WINDOW_MAX) {
      const wait = Math.max(1, Math.ceil((first?.at ?? now()) - since));
      throw new FaucetError("limit", `The faucet gives at most ${max} times a minute ${who}.`, wait);
    }
    given.push({ address, at: now() });
  }

  async function send(to: string, valueWei: bigint): Promise<{ hash: string }> {
    chainId ??= (await call<GetStatusResponse>((done) => client.getStatus({}, done))).chainId;
    // Asked each time: another process may use the same key, and it's a faucet, not a load.
    const account = await call<GetAccountResponse>((done) =>
      client.getAccount({ address: fromHex(key.address) }, done),
    );
    const unsigned = { type: 2, chainId, nonce: account.pendingNonce, to, valueWei, gasLimit: TRANSFER_GAS } as const;
    const raw = signTransaction(unsigned, key.privateKey);
    const answer = await call<SubmitTransactionResponse>((done) =>
      client.submitTransaction({ raw, acknowledgement: Acknowledgement.ACKNOWLEDGEMENT_RECEIVED }, done),
    );
    return { hash: to0x(answer.hash) };
  }

  return {
    async give(address, amountWei) {
      const to = address.toLowerCase();
      if (!/^0x[0-9a-f]{40}$/.test(to)) throw new FaucetError("address", "An address is 0x and 40 hex digits.");
      if (amountWei <= 0n || amountWei > FAUCET_WEI_MAX)
        throw new FaucetError("amount", `An amount is 1 to ${FAUCET_WEI_MAX} wei.`);
      admit(to);
      const result = queue.then(() => send(to, amountWei));
      queue = result.catch(() => {});
      return result;
    },
  };
}
