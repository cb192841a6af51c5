/**
 * A file read by ranges, so that its size does not matter to memory. Scanning reads ahead in windows; blocks are read again
 * when they are asked for. Bitcoin Core since 28 hides its block files behind a key of eight bytes in `xor.dat` beside them.
 */
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { RecordingError } from "./errors";

const WINDOW_BYTES = 4 * 1024 * 1024;
const XOR_KEY_BYTES = 8;

export class ByteFile {
  readonly #handle: number;
  readonly #key: Uint8Array | null;
  readonly size: number;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;

  /** @throws RecordingError */
  constructor(readonly path: string) {
    try {
      this.#handle = openSync(path, "r");
    } catch (error) {
      throw new RecordingError(path, `can't be opened (${error instanceof Error ? error.message : String(error)})`);
    }
    this.size = fstatSync(this.#handle).size;
    const keyFile = join(dirname(path), "xor.dat");
    const key = /\.dat$/.test(path) && existsSync(keyFile) ? readFileSync(keyFile) : null;
    this.#key = key?.length === XOR_KEY_BYTES && key.some((byte) => byte !== 0) ? key : null;
  }

  /** A copy. Shorter than asked for only at the end of the file. */
  read(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = new Uint8Array(wanted);
    for (let done = 0; done < wanted; ) {
      const got = readSync(this.#handle, bytes, done, wanted - done, offset + done);
      if (got === 0) throw new RecordingError(this.path, "the file has become shorter", { offset: offset + done });
      done += got;
    }
    const key = this.#key;
    if (key)
      for (let index = 0; index < wanted; index++)
        bytes[index] = (bytes[index] ?? 0) ^ (key[(offset + index) % XOR_KEY_BYTES] ?? 0);
    return bytes;
  }

  /** A view that the next call may overwrite; for going through the file once. */
  peek(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (offset < this.#windowAt || end > this.#windowAt + this.#window.length) {
      this.#window = this.read(offset, Math.max(WINDOW_BYTES, length));
      this.#windowAt = offset;
    }
    return this.#window.subarray(offset - this.#windowAt, Math.max(0, end - this.#windowAt));
  }

  close(): void {
    closeSync(this.#handle);
    this.#window = new Uint8Array(0);
  }
}
