/**
 * A devnet network's traffic: transfers of the three types that it admits and calls of a small token contract, in an even
 * rhythm, through the same door as anyone's. Goes on whatever happens to the nodes.
 */
import { generateAddress } from "@ethereumjs/util";
import { ChainQueryClient } from "#proto";
import { fromHex, to0x } from "#server/lib/bytes";
import type { Log } from "#server/lib/log";
import { connect } from "#server/rpc";
import type { KeyPair } from "../network/keys";
import { Pace } from "./pace";
import { type Content, Sender } from "./sender";
import { tokenInitCode, transferInput } from "./token";

const TRANSFER_GAS = 21_000n;
const TOKEN_GAS = 120_000n;
const DEPLOY_GAS = 600_000n;
const SHARE = 10n ** 24n;
/** One in so many contract calls asks for more than there is, and fails: failures belong to what an explorer shows. */
const REVERT_EVERY = 40;
const REPORT_EVERY_MS = 30_000;

export interface NetworkTraffic {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly keys: readonly KeyPair[];
  readonly perSecond: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Runs until the signal aborts. */
export async function runTraffic({ addresses, keys, perSecond, log, signal, name }: NetworkTraffic): Promise<void> {
  const clients = addresses.map((address) => connect(ChainQueryClient, address));
  const senders = keys.map((key, index) => new Sender(key, clients, index % clients.length));
  const [deployer] = senders;
  if (!deployer) throw new Error(`no accounts for the traffic of ${name}`);
  // The deployer's first transaction ever makes the contract: its address is known without keeping it.
  const token = to0x(generateAddress(fromHex(deployer.key.address), new Uint8Array(0)));
  const pace = new Pace(perSecond);
  const counts = { sent: 0, failed: 0, reason: "" };
  let turn = 0;
  const tick = (): void => {
    for (let due = pace.due(performance.now()); due > 0; due--) {
      const sender = nextFree(senders, turn);
      turn += 1;
      if (!sender) continue;
      const content = (nonce: number) => chooseContent({ sender, senders, deployer, token, turn, nonce });
      sender.send(content, signal).then(
        (taken) => {
          if (taken) counts.sent += 1;
        },
        (error: unknown) => {
          counts.failed += 1;
          counts.reason = error instanceof Error ? error.message : String(error);
        },
      );
    }
  };
  const timers = [
    setInterval(tick, pace.intervalMs),
    setInterval(() => {
      log.info({ network: name, ...counts }, "traffic");
      Object.assign(counts, { sent: 0, failed: 0, reason: "" });
    }, REPORT_EVERY_MS),
  ];
  await new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));
  for (const timer of timers) clearInterval(timer);
  for (const client of clients) client.close();
}

function nextFree(senders: readonly Sender[], turn: number): Sender | null {
  for (let offset = 0; offset < senders.length; offset++) {
    const sender = senders[(turn + offset) % senders.length];
    if (sender && !sender.busy) return sender;
  }
  return null;
}

interface Choice {
  readonly sender: Sender;
  readonly senders: readonly Sender[];
  readonly deployer: Sender;
  readonly token: string;
  readonly turn: number;
  readonly nonce: number;
}

/** Deployer: the contract, then everyone's share of tokens. All: types 0, 1, 2 in turn, every third one a token transfer. */
function chooseContent({ sender, senders, deployer, token, turn, nonce }: Choice): Content {
  const type = TYPES[nonce % TYPES.length] ?? 2;
  const fresh = sender === deployer;
  if (fresh && nonce === 0) return { type: 2, valueWei: 0n, data: tokenInitCode, gasLimit: DEPLOY_GAS };
  const heir = fresh && nonce < senders.length ? senders[nonce] : undefined;
  if (heir)
    return { type: 2, to: token, valueWei: 0n, data: transferInput(heir.key.address, SHARE), gasLimit: TOKEN_GAS };
  const to = senders[(turn * 5 + 3 + nonce) % senders.length] ?? deployer;
  if (nonce % 3 === 0) {
    const amount = nonce % (3 * REVERT_EVERY) === 0 ? 2n ** 200n : BigInt(1 + (turn % 1000)) * 10n ** 15n;
    return { type, to: token, valueWei: 0n, data: transferInput(to.key.address, amount), gasLimit: TOKEN_GAS };
  }
  return { type, to: to.key.address, valueWei: BigInt(1 + (turn % 997)) * 10n ** 12n, gasLimit: TRANSFER_GAS };
}

const TYPES = [2, 0, 2, 1, 2] as const;
