/** What `chainglass tx` does: signs here, hands over to a node, and asks where a transaction stands. */
import {
  Acknowledgement,
  type GetAccountResponse,
  type GetStatusResponse,
  type GetTransactionResponse,
  type SubmitTransactionResponse,
} from "#proto";
import { type KeyPair, readKey, signTransaction } from "#server/devnet";
import { fromHex, to0x } from "#server/lib/bytes";
import { call } from "#server/rpc";
import { readConfig } from "../config";
import { ask } from "./ask";
import { Refusal } from "./failure";
import { type Flags, faucetKeyFile, findTarget } from "./target";

/** A final block normally takes a second or two; a network without quorum takes for ever. */
const FINAL_DEADLINE_MS = 60_000;

export interface SendFlags extends Flags {
  readonly to: string;
  readonly value: string;
  readonly data?: string;
  readonly key: string;
  readonly gas?: string;
  readonly wait?: "final";
  readonly json?: boolean;
}

export async function send(flags: SendFlags): Promise<void> {
  if (!/^0x[0-9a-fA-F]{40}$/.test(flags.to)) throw new Refusal(`--to ${flags.to} is not 0x and 40 hex digits.`);
  const valueWei = parseAmount(flags.value);
  const data = flags.data === undefined ? undefined : parseHex("--data", flags.data);
  const gasLimit = parseGas(flags.gas, data !== undefined);
  const { addresses, network } = findTarget(flags);
  // Before any key is looked for: a recording takes nothing, whoever signs.
  const { chainId, live } = await ask(addresses, (client) =>
    call<GetStatusResponse>((done) => client.getStatus({}, done)),
  );
  if (!live)
    throw new Refusal(
      `${network ?? addresses.join(", ")} is a recording and takes no transactions: give --network or --node of a running network.`,
    );
  const key = readKey(flags.key === "faucet" ? faucetKeyFile(network) : flags.key);
  const final = flags.wait === "final";
  const answer = await ask(
    addresses,
    async (client) => {
      const unsigned = { type: 2, to: flags.to, valueWei, gasLimit, ...(data ? { data } : {}) } as const;
      const raw = signTransaction({ ...unsigned, chainId, nonce: await nextNonce(client, key) }, key.privateKey);
      const acknowledgement = final
        ? Acknowledgement.ACKNOWLEDGEMENT_COMMITTED
        : Acknowledgement.ACKNOWLEDGEMENT_RECEIVED;
      return call<SubmitTransactionResponse>((done) => client.submitTransaction({ raw, acknowledgement }, done));
    },
    final ? FINAL_DEADLINE_MS : undefined,
  );
  const hash = to0x(answer.hash);
  const height = answer.block?.height;
  if (flags.json) {
    print({
      hash,
      status: final ? "final" : "pending",
      from: key.address,
      to: flags.to.toLowerCase(),
      blockHeight: height ?? null,
    });
    return;
  }
  console.log(height === undefined ? `sent  ${hash}` : `final in block ${height}  ${hash}`);
  // To stderr: stdout is for scripts.
  const page = `http://localhost:${readConfig(process.env).port}${pathOf(flags, hash)}`;
  process.stderr.write(
    height === undefined
      ? `It is pending. Where it stands: chainglass tx show ${hash}${flags.network === undefined ? "" : ` --network ${flags.network}`}, or ${page}; --wait final returns when it is final.\n`
      : `See it at ${page}\n`,
  );
}

/** The bare path is the first network's; a network that was named has its own. */
const pathOf = ({ network }: SendFlags, hash: string) => (network ? `/n/${network}/tx/${hash}` : `/tx/${hash}`);

type Client = Parameters<Parameters<typeof ask>[1]>[0];

async function nextNonce(client: Client, key: KeyPair): Promise<number> {
  const address = fromHex(key.address);
  const account = await call<GetAccountResponse>((done) => client.getAccount({ address }, done));
  return account.pendingNonce;
}

export async function show(text: string, flags: Flags & { json?: boolean }): Promise<void> {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw new Refusal(`${text} is not 0x and 64 hex digits.`);
  const { addresses } = findTarget(flags);
  const found = await ask(addresses, (client) =>
    call<GetTransactionResponse>((done) => client.getTransaction({ hash: fromHex(text) }, done)),
  );
  const outcome = found.receipt?.outcome;
  const status = !found.block
    ? "pending"
    : outcome?.$case !== "success"
      ? "unknown"
      : outcome.value
        ? "success"
        : "failed";
  const blockHeight = found.block?.height ?? null;
  const gasUsed = found.receipt ? String(found.receipt.gasUsed) : null;
  if (flags.json)
    print({ hash: text.toLowerCase(), status, blockHeight, index: found.index ?? null, gasUsed, raw: to0x(found.raw) });
  else
    console.log(blockHeight === null ? status : `${status} in block ${blockHeight}, gas used ${gasUsed ?? "unknown"}`);
}

/** @returns wei. @throws Refusal saying what an amount looks like */
export function parseAmount(text: string): bigint {
  const wei = /^(\d+)wei$/.exec(text)?.[1];
  if (wei !== undefined) return BigInt(wei);
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  if (whole === undefined)
    throw new Refusal(`--value ${text} is not an amount such as 1.5 (at most 18 decimals) or 10wei.`);
  return BigInt(whole) * 10n ** 18n + BigInt(fraction.padEnd(18, "0"));
}

function parseHex(flag: string, text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch {
    throw new Refusal(`${flag} is not hex digits, two for each byte.`);
  }
}

function parseGas(text: string | undefined, withData: boolean): bigint {
  if (text === undefined) return withData ? 300_000n : 21_000n;
  if (!/^\d{1,12}$/.test(text)) throw new Refusal(`--gas ${text} is not a whole number.`);
  return BigInt(text);
}

function print(value: unknown): void {
  console.log(JSON.stringify(value));
}
