/** Hashes for tests, told apart by a number. */
import { nativeCrypto } from "#server/lib/crypto-native";

export function sha256Of(value: number): Uint8Array {
  return nativeCrypto.sha256(Uint8Array.of(value & 255, (value >> 8) & 255, value >> 16));
}
