/**
 * What proof of authority keeps in a header's `extraData`: RLP([timeMs, [turn, validators], seal]). The header itself has
 * seconds only; the milliseconds stand here. The seal signs the block's hash, so the hash is taken with the seal empty.
 */
import { asBytes, asList, asListOf, asNumber, decodeRlp, encodeInteger, encodeRlp } from "./rlp";

export interface PoaExtra {
  timeMs: number;
  turn: number;
  /** The addresses, in the order of their turns, where this block sets them (genesis); else empty. */
  validators: Uint8Array[];
  /** 65 bytes: r, s, recovery id. Empty before sealing and in genesis. */
  seal: Uint8Array;
}

export function encodePoaExtra(extra: PoaExtra): Uint8Array {
  return encodeRlp([encodeInteger(extra.timeMs), [encodeInteger(extra.turn), extra.validators], extra.seal]);
}

/** @throws DecodeError */
export function decodePoaExtra(extraData: Uint8Array): PoaExtra {
  const [timeMs, turnPart, seal] = asListOf(decodeRlp(extraData, "extraData"), [3], "extraData");
  const [turn, validators] = asListOf(turnPart, [2], "extraData[1]");
  return {
    timeMs: asNumber(timeMs, "extraData.timeMs"),
    turn: asNumber(turn, "extraData.turn"),
    validators: asList(validators, "extraData.validators").map((item, index) =>
      asBytes(item, `extraData.validators[${index}]`, [20]),
    ),
    seal: asBytes(seal, "extraData.seal", [0, 65]),
  };
}
