/**
 * What people see while a command works: each step with its elapsed time, a bar where the total is known. In a terminal one
 * line that moves; elsewhere plain lines and no control codes. A step under two seconds leaves one line and no noise.
 */

const QUIET_MS = 2000;
const PLAIN_EVERY_MS = 10_000;
const DRAW_EVERY_MS = 200;
const BAR_CELLS = 20;

/** @param {number} ms */
export function formatElapsed(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/**
 * @param {number} done
 * @param {number} total
 */
export function formatBar(done, total) {
  const filled = Math.max(0, Math.min(BAR_CELLS, Math.round((BAR_CELLS * done) / Math.max(1, total))));
  return `[${"#".repeat(filled)}${".".repeat(BAR_CELLS - filled)}] ${done}/${total}`;
}

/**
 * @typedef {(detail: string, done?: number, total?: number) => void} Update
 * @param {{write(text: string): unknown, isTTY?: boolean, columns?: number}} out
 * @returns {{step<T>(name: string, work: (update: Update) => Promise<T>): Promise<T>, say(line: string): void}}
 */
export function createScreen(out = process.stdout) {
  const moving = out.isTTY === true;
  let current = "";

  /** @param {string} text */
  const draw = (text) => {
    current = text.slice(0, Math.max(20, (out.columns ?? 80) - 1));
    out.write(`\r\x1b[2K${current}`);
  };
  /** @param {string} line */
  const say = (line) => {
    out.write(moving && current ? `\r\x1b[2K${line}\n${current}` : `${line}\n`);
  };

  return {
    say,
    async step(name, work) {
      const start = performance.now();
      let detail = "";
      let saidAt = QUIET_MS - PLAIN_EVERY_MS;
      const show = () => {
        const elapsed = performance.now() - start;
        const text = `  ${name}  ${formatElapsed(elapsed)}${detail ? `  ${detail}` : ""}`;
        if (moving) draw(text);
        else if (elapsed - saidAt >= PLAIN_EVERY_MS) {
          saidAt = elapsed;
          out.write(`${text}\n`);
        }
      };
      const timer = setInterval(show, DRAW_EVERY_MS);
      /** @param {string} mark */
      const finish = (mark) => {
        clearInterval(timer);
        if (moving) out.write("\r\x1b[2K");
        current = "";
        out.write(`${mark} ${name}  ${formatElapsed(performance.now() - start)}\n`);
      };
      try {
        const result = await work((text, done, total) => {
          detail = done === undefined || total === undefined ? text : formatBar(done, total);
        });
        finish("✓");
        return result;
      } catch (error) {
        finish("✗");
        throw error;
      }
    },
  };
}
