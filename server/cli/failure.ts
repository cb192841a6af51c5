/** What went wrong, in one sentence for people: never a stack trace. */
import { rpcStatusOf } from "#server/rpc";

/** Something that the caller can mend. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly exitCode = 1;
}

export function sentenceOf(error: unknown): string {
  const rpc = rpcStatusOf(error);
  if (rpc) return `The node answered ${rpc.name}: ${rpc.details}`;
  return error instanceof Error ? error.message : String(error);
}
