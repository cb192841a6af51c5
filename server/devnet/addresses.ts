/** Which of the configured addresses can't be used, for whoever has just typed them: as the web process's own look finds. */
import { z } from "zod";

/** A look takes two seconds at most; whoever waits for `ready` waits no longer than this. */
const DEADLINE_MS = 4_000;
const SAID_MAX = 8;

const Answer = z.object({
  items: z.array(
    z.object({
      network: z.string(),
      address: z.string(),
      problem: z.object({ detail: z.string() }).nullable(),
    }),
  ),
});

/** One line for each address that can't be used. Nothing where the web process can't tell: then that is the news. */
export async function refusedAddresses(port: number, signal: AbortSignal): Promise<string[]> {
  try {
    const answer = await fetch(`http://localhost:${port}/api/v1/sources`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    const refused = Answer.parse(await answer.json()).items.filter(({ problem }) => problem !== null);
    const lines = refused
      .slice(0, SAID_MAX)
      .map(({ network, address, problem }) => `${network}@${address} can't be used yet: ${problem?.detail}`);
    return refused.length > SAID_MAX ? [...lines, `and ${refused.length - SAID_MAX} more: see /docs/attach`] : lines;
  } catch {
    return [];
  }
}
