/** Bytes, amounts and times as the public surface writes them: one place per kind of ledger. */
import { fromHex, to0x, toHex } from "#server/lib/bytes";
import { ApiError } from "./errors";
import { normalAddress } from "./utxo-address";

export type LedgerKind = "account" | "utxo";

export interface LedgerFormat {
  readonly ledger: LedgerKind;
  hash(bytes: Uint8Array): string;
  address(bytes: Uint8Array): string;
  /** As the tables hold it; null where the text is no address of this ledger. */
  addressBytes(text: string): Uint8Array<ArrayBuffer> | null;
}

const ACCOUNT: LedgerFormat = {
  ledger: "account",
  hash: to0x,
  address: to0x,
  addressBytes: (text) => (ADDRESS.test(text) ? fromHex(text.toLowerCase()) : null),
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Hashes are held in the order that people write them; an address is held as the UTF-8 of its customary text. */
const utxoFormat = (rules: string): LedgerFormat => ({
  ledger: "utxo",
  hash: toHex,
  address: (bytes) => decoder.decode(bytes),
  addressBytes(text) {
    const normal = normalAddress(text, rules);
    return normal === null ? null : encoder.encode(normal);
  },
});

export function formatOf(ledger: string, rules = ""): LedgerFormat {
  return ledger === "utxo" ? utxoFormat(rules) : ACCOUNT;
}

interface DecimalLike {
  toFixed(places?: number): string;
}

/** Never in exponent form. */
export function decimal(value: DecimalLike | null): string | null {
  return value === null ? null : value.toFixed(0);
}

export function time(value: Date): string {
  return value.toISOString();
}

export function optional<T, R>(value: T | null | undefined, map: (value: T) => R): R | null {
  return value === null || value === undefined ? null : map(value);
}

const HASH = /^(?:0x)?[0-9a-f]{64}$/i;
const ADDRESS = /^(?:0x)?[0-9a-f]{40}$/i;
const HEIGHT = /^\d{1,16}$/;

/** @throws ApiError invalid-hash */
export function parseHash(text: string): Uint8Array<ArrayBuffer> {
  if (!HASH.test(text)) throw new ApiError("invalid-hash", "Expected 64 hex digits, with or without 0x.");
  return fromHex(text.toLowerCase());
}

/** @throws ApiError invalid-address */
export function parseAddress(text: string, format: LedgerFormat = ACCOUNT): Uint8Array<ArrayBuffer> {
  const address = format.addressBytes(text);
  if (address) return address;
  const expected =
    format.ledger === "utxo"
      ? "Expected an address of this network in base58 or bech32, with its checksum."
      : "Expected 40 hex digits, with or without 0x.";
  throw new ApiError("invalid-address", expected);
}

export function parseHeight(text: string): number | null {
  const height = HEIGHT.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(height) ? height : null;
}

export type BlockKey = { readonly height: number } | { readonly hash: Uint8Array<ArrayBuffer> };

/** @throws ApiError invalid-block-id */
export function parseBlockKey(text: string): BlockKey {
  const height = parseHeight(text);
  if (height !== null) return { height };
  if (HASH.test(text)) return { hash: fromHex(text.toLowerCase()) };
  throw new ApiError(
    "invalid-block-id",
    `Expected a height from 0 to ${Number.MAX_SAFE_INTEGER}, or a hash of 64 hex digits.`,
  );
}

export function isHash(text: string): boolean {
  return HASH.test(text);
}
