import { expect, it } from "vitest";
import { crc32c } from "./crc32c";

// RFC 3720, appendix B.4; its text lists the CRC's bytes least significant first.
const ISCSI_READ_10 = new Uint8Array(48);
for (const [at, byte] of [
  [0, 0x01],
  [1, 0xc0],
  [16, 0x14],
  [22, 0x04],
  [27, 0x14],
  [31, 0x18],
  [32, 0x28],
  [40, 0x02],
] as const) {
  ISCSI_READ_10[at] = byte;
}
const vectors: [string, Uint8Array, number][] = [
  ["32 bytes of zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 bytes of ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["32 bytes rising", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["32 bytes falling", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ["an iSCSI read (10) command", ISCSI_READ_10, 0xd9963a56],
  ["nothing", new Uint8Array(0), 0],
];

it.each(vectors)("is CRC-32C of %s", (_name, bytes, expected) => {
  expect(crc32c(bytes).toString(16)).toBe(expected.toString(16));
});
