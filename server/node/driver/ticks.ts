/** The engine's clock: ticks by the monotonic clock, never by the wall's. */

/** A loop that was late catches up with so many ticks at once; time lost beyond is not made up for, so no burst follows. */
const TICKS_AT_ONCE_MAX = 5;

/** @returns a function that stops it */
export function startTicks(tickMs: number, tick: () => void): () => void {
  let next = performance.now() + tickMs;
  let timer: NodeJS.Timeout;
  const loop = () => {
    const now = performance.now();
    for (let ticks = 0; next <= now && ticks < TICKS_AT_ONCE_MAX; ticks++) {
      tick();
      next += tickMs;
    }
    if (next <= now) next = now + tickMs;
    timer = setTimeout(loop, Math.max(1, next - performance.now()));
  };
  timer = setTimeout(loop, tickMs);
  return () => clearTimeout(timer);
}
