/** Goes through a recording as an indexer does: every block verified against the one below it. */
import { type CheckName, type CheckResult, type Verification, verifyBlock } from "#server/chain";
import { nativeCrypto } from "#server/lib/crypto-native";
import type { Recording } from "../recording/recording";

export interface Walked {
  readonly blocks: number;
  readonly transactions: number;
  /** Height, check, and what it says. */
  readonly failed: { height: number; check: string; result: CheckResult }[];
  readonly unverified: number[];
  readonly seals: Record<string, number>;
  readonly last: Verification | null;
  checksOf(height: number): Verification["checks"] | undefined;
}

export function walkRecording(recording: Recording, only?: (height: number) => boolean): Walked {
  const { rules, chainId } = recording.facts;
  const checks = new Map<number, Verification["checks"]>();
  const nothing = { blocks: 0, transactions: 0, failed: [], unverified: [], seals: {}, last: null };
  const walked = { ...nothing, checksOf: (height: number) => checks.get(height) } as {
    -readonly [K in keyof Walked]: Walked[K];
  };
  for (let position = 0; position < recording.length; position++) {
    const ref = recording.ref(position);
    if (ref && only && !only(ref.height)) continue;
    const block = recording.at(position);
    if (!block) throw new Error(`no block at ${position}`);
    const before = recording.ref(position - 1);
    const below = before?.height === block.height - 1 ? recording.at(position - 1) : null;
    const parent = below ? { hash: below.hash, height: below.height, timeMs: below.time?.getTime() ?? 0 } : null;
    const verification = verifyBlock({
      block,
      parent,
      rules,
      chainId: chainId || null,
      validators: [],
      crypto: nativeCrypto,
    });
    checks.set(block.height, verification.checks);
    walked.blocks++;
    walked.transactions += (verification.utxo?.transactions ?? verification.transactions).length;
    const seal = verification.checks.seal.status;
    walked.seals[seal] = (walked.seals[seal] ?? 0) + 1;
    for (const check of Object.keys(verification.checks) as CheckName[]) {
      const result = verification.checks[check];
      if (result.status === "failed") walked.failed.push({ height: block.height, check, result });
    }
    if (!verification.verified) walked.unverified.push(block.height);
    walked.last = verification;
  }
  return walked;
}
