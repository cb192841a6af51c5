/** Private keys in files: 64 hex digits, readable by their owner only, never overwritten. */
import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { isValidPrivate, privateToAddress } from "@ethereumjs/util";
import { fromHex, to0x, toHex } from "#server/lib/bytes";

export interface KeyPair {
  readonly privateKey: Uint8Array;
  /** `0x` and 40 lower-case hex digits. */
  readonly address: string;
}

export function generateKey(): KeyPair {
  for (;;) {
    const privateKey = new Uint8Array(randomBytes(32));
    if (isValidPrivate(privateKey)) return keyPair(privateKey);
  }
}

export function keyPair(privateKey: Uint8Array): KeyPair {
  return { privateKey, address: to0x(privateToAddress(privateKey)) };
}

/** One key a line. @throws when the file exists */
export function writeKeys(file: string, keys: readonly KeyPair[]): void {
  writeFileSync(file, `${keys.map((key) => toHex(key.privateKey)).join("\n")}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
}

/** @throws Error naming the file and what was expected, never its content */
export function readKeys(file: string): KeyPair[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`The key file ${file} can't be read (${codeOf(error)}).`);
  }
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      if (!/^(0x)?[0-9a-fA-F]{64}$/.test(line)) throw new Error(`The key file ${file} must hold 64 hex digits a line.`);
      const privateKey = fromHex(line);
      if (!isValidPrivate(privateKey)) throw new Error(`The key file ${file} holds a number that is no private key.`);
      return keyPair(privateKey);
    });
}

/** @throws Error as readKeys, also when there is not exactly one */
export function readKey(file: string): KeyPair {
  const [key, more] = readKeys(file);
  if (!key || more) throw new Error(`The key file ${file} must hold exactly one key.`);
  return key;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
