/**
 * What our engines keep in a header's `extraData`: RLP([timeMs, [turn, validators], seal]), and behind the validators a change
 * of membership where the block brings one. The header itself has seconds only; the milliseconds stand here. The seal signs
 * the block's hash, so the hash is taken with the seal empty.
 */
import { DecodeError } from "./errors";
import { asBytes, asList, asListOf, asNumber, decodeRlp, encodeInteger, encodeRlp, type RlpItem } from "./rlp";

export interface Extra {
  timeMs: number;
  /** Turn (PoA) or term (Raft); 0 for genesis. */
  turn: number;
  /** The addresses, in the order of their turns, where this block sets them (genesis); else empty. */
  validators: Uint8Array[];
  /** In force from this block on (Raft); nearly always nothing. */
  change?: MemberChange | null;
  /** 65 bytes: r, s, recovery id. Empty before sealing and in genesis. */
  seal: Uint8Array;
}

/** One member comes, gets a vote or goes. */
export interface MemberChange {
  readonly type: (typeof CHANGE_TYPES)[number];
  readonly id: string;
  /** 20 bytes. */
  readonly address: Uint8Array;
}

/** In the order of their numbers, from 1. */
const CHANGE_TYPES = ["addLearner", "addVoter", "remove"] as const;
/** A node's name: printable ASCII. */
const MEMBER_ID = /^[!-~]{1,64}$/;
const MEMBER_ID_BYTES_MAX = 64;
const MEMBER_ID_RULE = `expected 1 to ${MEMBER_ID_BYTES_MAX} printable ASCII letters`;

/** @throws RangeError when a member's id is no name */
export function encodeExtra({ timeMs, turn, validators, change, seal }: Extra): Uint8Array {
  const engine: RlpItem[] = [encodeInteger(turn), validators];
  if (change) {
    if (!MEMBER_ID.test(change.id)) throw new RangeError(`"${change.id}" is no name of a member: ${MEMBER_ID_RULE}`);
    const id = Uint8Array.from(change.id, (letter) => letter.charCodeAt(0));
    engine.push([encodeInteger(CHANGE_TYPES.indexOf(change.type) + 1), id, change.address]);
  }
  return encodeRlp([encodeInteger(timeMs), engine, seal]);
}

/** @throws DecodeError */
export function decodeExtra(extraData: Uint8Array): Extra {
  const [timeMs, enginePart, seal] = asListOf(decodeRlp(extraData, "extraData"), [3], "extraData");
  const [turn, validators, change] = asListOf(enginePart, [2, 3], "extraData[1]");
  return {
    timeMs: asNumber(timeMs, "extraData.timeMs"),
    turn: asNumber(turn, "extraData.turn"),
    validators: asList(validators, "extraData.validators").map((item, index) =>
      asBytes(item, `extraData.validators[${index}]`, [20]),
    ),
    change: change === undefined ? null : decodeChange(change),
    seal: asBytes(seal, "extraData.seal", [0, 65]),
  };
}

function decodeChange(item: RlpItem): MemberChange {
  const [number, idItem, address] = asListOf(item, [3], "extraData.change");
  const type = CHANGE_TYPES[asNumber(number, "extraData.change.type") - 1];
  if (!type) throw new DecodeError("wrongShape", `extraData.change.type: expected 1 to ${CHANGE_TYPES.length}`);
  const id = String.fromCharCode(...asBytes(idItem, "extraData.change.id").subarray(0, MEMBER_ID_BYTES_MAX + 1));
  if (!MEMBER_ID.test(id)) throw new DecodeError("wrongShape", `extraData.change.id: ${MEMBER_ID_RULE}`);
  return { type, id, address: asBytes(address, "extraData.change.address", [20]) };
}
