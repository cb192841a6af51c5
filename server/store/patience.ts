/**
 * A database that is just starting, or starting again after a crash, is waited for; one that refuses for another reason is
 * not. For the first steps of a process: later ones have their own ways to try again.
 */
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;
const RETRY_MS = 250;
/** Connection classes and shutdown states (Postgres, appendix A), and the socket's own codes. */
const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|EPIPE|57P0[123]|08\d{3}|Connection terminated|terminating connection|the database system is|Can't reach database server|Server has closed the connection|P2028/;

function isUnreachable(error: unknown): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const code = "code" in each ? String(each.code) : "";
    if (UNREACHABLE.test(code) || UNREACHABLE.test(each.message)) return true;
  }
  return false;
}

/** Tries again while the database can't be reached; `work` must bear to be begun anew. @throws its error after PATIENCE_MS */
export async function patiently<T>(work: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachable(error) || Date.now() > until) throw error;
      await sleep(RETRY_MS);
    }
  }
}
