/** One clock for every age on a page: it ticks once a second while something listens, and re-renders those texts only. */
const TICK_MS = 1000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = 0;

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

export function subscribeClock(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    nowMs = Date.now();
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** In whole ticks, so that it stays the same between two of them. */
export function clockNow(): number {
  if (timer === undefined || nowMs === 0) nowMs = Math.floor(Date.now() / TICK_MS) * TICK_MS;
  return nowMs;
}

/** The server has no clock to show: it gives the time itself. */
export function serverNow(): null {
  return null;
}
