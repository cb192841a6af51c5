/**
 * How every process of ours begins and ends: one AbortSignal stops it in order. A supervised process tells its supervisor
 * over IPC when it is ready, and ends by itself when the supervisor is gone, however that died.
 */

/** How long an orderly stop may take before the process ends anyway. */
const STOP_TIMEOUT_MS = 10_000;

export interface Running {
  /** What the supervisor may want to know, such as a bound address. */
  readonly facts?: Record<string, string | number>;
  /** Stops in order; bounded by STOP_TIMEOUT_MS. */
  stop(): Promise<void>;
}

export interface ReadyMessage {
  readonly type: "ready";
  readonly facts: Record<string, string | number>;
}

/** Work under way, for the supervisor's progress display. */
export interface ProgressMessage {
  readonly type: "progress";
  readonly step: string;
  readonly done?: number;
  readonly total?: number;
}

/** Tells the supervisor what takes long; nothing where there is none. */
export function reportProgress(message: Omit<ProgressMessage, "type">): void {
  process.send?.({ type: "progress", ...message } satisfies ProgressMessage);
}

/**
 * Runs a process from start to exit code. SIGINT, SIGTERM and the loss of the supervisor abort the signal; `start` may
 * throw: the message is printed as one sentence, without a stack trace, and the exit code is 1.
 */
export async function runProcess(start: (signal: AbortSignal) => Promise<Running>): Promise<void> {
  const abort = new AbortController();
  const stopped = new Promise<void>((resolve) =>
    abort.signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => abort.abort());
  if (process.send) process.on("disconnect", () => abort.abort());
  try {
    const running = await start(abort.signal);
    process.send?.({ type: "ready", facts: running.facts ?? {} } satisfies ReadyMessage);
    await stopped;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    await running.stop();
    process.exit(0);
  } catch (error) {
    if (!abort.signal.aborted) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(abort.signal.aborted ? 0 : 1);
  }
}
