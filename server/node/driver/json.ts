/** Records as JSON, with bytes as `{"$hex"}`: on disk they stay readable by people. */
import { fromHex, toHex } from "#server/lib/bytes";

export function encodeJson(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_name, each: unknown) =>
    each instanceof Uint8Array ? { $hex: toHex(each) } : each,
  );
  return new TextEncoder().encode(text);
}

/** @throws SyntaxError */
export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes), (_name, each: unknown) =>
    typeof each === "object" && each !== null && "$hex" in each && typeof each.$hex === "string"
      ? fromHex(each.$hex)
      : each,
  );
}
