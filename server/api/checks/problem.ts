/**
 * Why an address that was configured can't be used, as a code with its facts, from what a call to it ended in. Words for
 * people are the pages'; the English sentence here is REST's.
 */
import { connect as connectTls } from "node:tls";
import { rpcStatusOf, status } from "#server/rpc";
import type { SourceProblem } from "../schema-sources";

type Problem = Omit<SourceProblem, "detail">;

const SENTENCES: Record<SourceProblem["code"], (problem: Problem) => string> = {
  "connection-refused": () => "Nothing listens there: the connection was refused.",
  "unknown-host": () => "The host's name can't be resolved.",
  unreachable: ({ reason }) => `The address can't be reached: ${reason ?? "no route"}.`,
  timeout: () => "It did not answer in time.",
  "tls-expected": () => "It speaks TLS, but this connection is in plain text.",
  "not-a-source": ({ reason }) =>
    `Something answers, but it does not serve the contract chainglass.v1: ${reason ?? ""}`,
  "other-chain": ({ expected, found }) => `It serves another chain than its network: ${found}, not ${expected}.`,
  starting: ({ reason }) => `It is not ready: ${reason ?? "it is starting"}`,
  failed: ({ reason }) => `It failed: ${reason ?? "no reason given"}`,
  "not-checked": () => "Too many addresses are configured to check this one too.",
};

export function problem(code: SourceProblem["code"], facts: Partial<Problem> = {}): SourceProblem {
  const whole = { code, reason: null, expected: null, found: null, ...facts };
  return { ...whole, detail: SENTENCES[code](whole) };
}

/** Whether a TLS server listens: only asked of an address that has already failed as plain text. */
function speaksTls(address: string, signal: AbortSignal): Promise<boolean> {
  const at = address.lastIndexOf(":");
  const host = address.slice(0, at).replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    // Nothing is sent over it and nothing believed: whose certificate it is does not matter here.
    const socket = connectTls({ host, port: Number(address.slice(at + 1)), rejectUnauthorized: false });
    const end = (answer: boolean) => {
      signal.removeEventListener("abort", abort);
      socket.destroy();
      resolve(answer);
    };
    const abort = () => end(false);
    signal.addEventListener("abort", abort, { once: true });
    socket.once("secureConnect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}

/** @param signal what is left of the check's time */
export async function problemOfFailure(error: unknown, address: string, signal: AbortSignal): Promise<SourceProblem> {
  const found = rpcStatusOf(error);
  if (!found) return problem("failed", { reason: error instanceof Error ? error.message : String(error) });
  const { code, details } = found;
  if (/ECONNREFUSED/.test(details)) return problem("connection-refused");
  if (code === status.DEADLINE_EXCEEDED || code === status.CANCELLED) return problem("timeout");
  if (/name resolution|ENOTFOUND|EAI_AGAIN/i.test(details)) return problem("unknown-host");
  if (/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/.test(details)) return problem("unreachable", { reason: details });
  if (code === status.UNIMPLEMENTED) return problem("not-a-source", { reason: details });
  const wire = /protocol error|ECONNRESET|EPIPE|socket|connection dropped|http|no connection established/i.test(
    details,
  );
  if (wire && (await speaksTls(address, signal))) return problem("tls-expected");
  if (wire || code === status.INTERNAL || code === status.UNKNOWN) return problem("not-a-source", { reason: details });
  if (code === status.UNAVAILABLE) return problem("starting", { reason: details });
  return problem("failed", { reason: `${found.name}: ${details}` });
}
