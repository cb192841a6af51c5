/**
 * The engine's clock: ticks by the monotonic clock, never by the wall's. A loop that was late catches up with a few ticks at
 * once; time lost beyond is not made up for, so no burst follows, and messages that wait in sockets are heard before time
 * runs out for those who sent them.
 */

export const TICK_MS = 10;

/** @returns a function that stops it */
export function startTicks(tickMs: number, atOnceMax: number, tick: () => void): () => void {
  let next = performance.now() + tickMs;
  let timer: NodeJS.Timeout;
  const loop = () => {
    const now = performance.now();
    for (let ticks = 0; next <= now && ticks < atOnceMax; ticks++) {
      tick();
      next += tickMs;
    }
    if (next <= now) next = now + tickMs;
    timer = setTimeout(loop, Math.max(1, next - performance.now()));
  };
  timer = setTimeout(loop, tickMs);
  return () => clearTimeout(timer);
}
