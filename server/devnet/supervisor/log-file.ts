/**
 * A child's log. The child writes into the open file by itself, so it can still say its last words when the supervisor is
 * gone; the supervisor only looks at the size from time to time. Copying and then emptying may lose the lines of that
 * moment: these are logs, not data.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";

/** A child's logs take at most this, times the files kept and the one being written. */
const LOG_BYTES_MAX = 10 * 1024 * 1024;
const FILES_KEPT = 2;
const TAIL_LINES = 8;

export class LogFile {
  readonly path: string;

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, `${name}.log`);
  }

  /** For a child's stdio: appending, so that emptying the file is safe. The caller closes it after the spawn. */
  open(): { fd: number; close(): void } {
    this.rotate();
    const fd = openSync(this.path, "a", 0o600);
    return { fd, close: () => closeSync(fd) };
  }

  rotate(bytesMax = LOG_BYTES_MAX): void {
    if (!existsSync(this.path)) return;
    const fd = openSync(this.path, "r");
    const { size } = fstatSync(fd);
    closeSync(fd);
    if (size <= bytesMax) return;
    for (let number = FILES_KEPT - 1; number >= 1; number--) {
      if (existsSync(`${this.path}.${number}`)) renameSync(`${this.path}.${number}`, `${this.path}.${number + 1}`);
    }
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
  }

  /** The last lines, for saying why something failed. */
  tail(): string {
    if (!existsSync(this.path)) return "";
    return readFileSync(this.path, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
  }
}
