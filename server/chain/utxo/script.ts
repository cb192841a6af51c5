/**
 * What kind of lock an output's script is, by the templates of Bitcoin Core's solver, and the address that stands for it.
 * Bare public keys and multisig have none. Keys are not checked for lying on the curve: that costs more than all the rest,
 * and an output with a bad key is as valid as it is lost.
 */
import { Address } from "@scure/btc-signer";
import type { UtxoNetwork } from "./networks";

export type OutputKind =
  | "p2pk"
  | "p2pkh"
  | "p2sh"
  | "p2wpkh"
  | "p2wsh"
  | "p2tr"
  | "multisig"
  | "op_return"
  | "nonstandard";

const OP_RETURN = 0x6a;
const OP_1 = 0x51;
const OP_16 = 0x60;
const OP_CHECKSIG = 0xac;
const OP_CHECKMULTISIG = 0xae;

export function kindOf(script: Uint8Array): OutputKind {
  const first = script[0];
  const last = script.at(-1);
  switch (script.length) {
    case 25:
      if (startsWith(script, [0x76, 0xa9, 20]) && script[23] === 0x88 && last === OP_CHECKSIG) return "p2pkh";
      break;
    case 23:
      if (startsWith(script, [0xa9, 20]) && last === 0x87) return "p2sh";
      break;
    case 22:
      if (startsWith(script, [0, 20])) return "p2wpkh";
      break;
    case 34:
      if (startsWith(script, [0, 32])) return "p2wsh";
      if (startsWith(script, [OP_1, 32])) return "p2tr";
      break;
  }
  if (first === OP_RETURN) return "op_return";
  if (last === OP_CHECKSIG && keyLengthAt(script, 0) === script.length - 2) return "p2pk";
  return isMultisig(script) ? "multisig" : "nonstandard";
}

/** Null where its kind has no address. */
export function addressOfScript(script: Uint8Array, kind: OutputKind, network: UtxoNetwork): string | null {
  const address = Address(network.address);
  switch (kind) {
    case "p2pkh":
      return address.encode({ type: "pkh", hash: script.slice(3, 23) });
    case "p2sh":
      return address.encode({ type: "sh", hash: script.slice(2, 22) });
    case "p2wpkh":
      return address.encode({ type: "wpkh", hash: script.slice(2) });
    case "p2wsh":
      return address.encode({ type: "wsh", hash: script.slice(2) });
    case "p2tr":
      return address.encode({ type: "tr", pubkey: script.slice(2) });
    case "p2pk":
    case "multisig":
    case "op_return":
    case "nonstandard":
      return null;
  }
}

function startsWith(script: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => script[index] === byte);
}

/** The length of the public key that is pushed there; 0 where none is. */
function keyLengthAt(script: Uint8Array, at: number): number {
  const length = script[at] ?? 0;
  const form = script[at + 1] ?? 0;
  if (length === 33 && (form === 2 || form === 3)) return 33;
  return length === 65 && (form === 4 || form === 6 || form === 7) ? 65 : 0;
}

/** m, keys, n, OP_CHECKMULTISIG. */
function isMultisig(script: Uint8Array): boolean {
  const needed = script[0] ?? 0;
  const given = script.at(-2) ?? 0;
  if (script.at(-1) !== OP_CHECKMULTISIG || needed < OP_1 || given > OP_16 || needed > given) return false;
  let at = 1;
  let keys = 0;
  for (let length = keyLengthAt(script, at); length > 0; length = keyLengthAt(script, at)) {
    at += 1 + length;
    keys++;
  }
  return at === script.length - 2 && keys === given - OP_1 + 1;
}
