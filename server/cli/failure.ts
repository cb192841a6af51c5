/** What went wrong, in one sentence for people: never a stack trace. */

/** Something that the caller can mend. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly exitCode = 1;
}

export async function sentenceOf(error: unknown): Promise<string> {
  if (error instanceof Refusal) return error.message;
  const { rpcStatusOf } = await import("#server/rpc");
  const rpc = rpcStatusOf(error);
  if (rpc) return `The node answered ${rpc.name}: ${rpc.details}`;
  return error instanceof Error ? error.message : String(error);
}
