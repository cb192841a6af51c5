/** `chainglass tx`: signs and sends a transaction, and shows one. */
import { Command, Option } from "commander";
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
import { ask } from "./ask";
import { Refusal } from "./failure";
import { type Flags, faucetKeyFile, findTarget } from "./target";

/** A final block normally takes a second or two; a network without quorum takes for ever. */
const FINAL_DEADLINE_MS = 60_000;

interface SendFlags extends Flags {
  readonly to: string;
  readonly value: string;
  readonly data?: string;
  readonly key: string;
  readonly gas?: string;
  readonly wait?: "final";
  readonly json?: boolean;
}

export function txCommand(): Command {
  const tx = new Command("tx").description("Transactions: send one, show one.");
  tx.command("send")
    .description("Sign a transaction here and hand it to a node.")
    .requiredOption("--to <address>", "who receives, 0x and 40 hex digits")
    .requiredOption("--value <amount>", "in the chain's coin, as in 1.5; or in wei, as in 10wei")
    .option("--data <hex>", "input for a contract, 0x…")
    .option("--key <file>", 'the file of the sender\'s private key; "faucet" on a devnet', "faucet")
    .option("--gas <limit>", "gas limit (21000, and 300000 with --data)")
    .addOption(new Option("--wait <until>", "return only then").choices(["final"]))
    .option("--network <name>", "which network")
    .option("--node <host:port>", "which node")
    .option("--json", "machine-readable output")
    .addHelpText("after", EXAMPLES)
    .action(send);
  tx.command("show <hash>")
    .description("Where a transaction stands.")
    .option("--network <name>", "which network")
    .option("--node <host:port>", "which node")
    .option("--json", "machine-readable output")
    .addHelpText("after", "\nExample:\n  chainglass tx show 0x5c50… --json")
    .action(show);
  return tx;
}

const EXAMPLES = `
Examples:
  chainglass tx send --to 0x00000000000000000000000000000000000000aa --value 1.5
  chainglass tx send --to 0x00000000000000000000000000000000000000aa --value 10wei --key me.key --wait final --json`;

async function send(flags: SendFlags): Promise<void> {
  if (!/^0x[0-9a-fA-F]{40}$/.test(flags.to)) throw new Refusal(`--to ${flags.to} is not 0x and 40 hex digits.`);
  const valueWei = parseAmount(flags.value);
  const data = flags.data === undefined ? undefined : parseHex("--data", flags.data);
  const gasLimit = parseGas(flags.gas, data !== undefined);
  const { addresses, network } = findTarget(flags);
  const key = readKey(flags.key === "faucet" ? faucetKeyFile(network) : flags.key);
  const final = flags.wait === "final";
  const answer = await ask(
    addresses,
    async (client) => {
      const unsigned = { type: 2, to: flags.to, valueWei, gasLimit, ...(data ? { data } : {}) } as const;
      const raw = signTransaction({ ...unsigned, ...(await senderState(client, key)) }, key.privateKey);
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
  } else console.log(height === undefined ? `sent  ${hash}` : `final in block ${height}  ${hash}`);
}

type Client = Parameters<Parameters<typeof ask>[1]>[0];

async function senderState(client: Client, key: KeyPair): Promise<{ chainId: number; nonce: number }> {
  const { chainId } = await call<GetStatusResponse>((done) => client.getStatus({}, done));
  const address = fromHex(key.address);
  const account = await call<GetAccountResponse>((done) => client.getAccount({ address }, done));
  return { chainId, nonce: account.pendingNonce };
}

async function show(text: string, flags: Flags & { json?: boolean }): Promise<void> {
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
