/** A tiny EVM assembler: mnemonics, numbers as hex with `0x`, `name:` for a jump target, `@name` for its position. */
import { fromHex } from "#server/lib/bytes";

/** The opcodes that our one contract needs (Ethereum yellow paper, appendix H). */
const OPCODES: Record<string, number> = {
  STOP: 0x00,
  ADD: 0x01,
  SUB: 0x03,
  LT: 0x10,
  EQ: 0x14,
  SHR: 0x1c,
  CALLER: 0x33,
  CALLDATALOAD: 0x35,
  CODECOPY: 0x39,
  MSTORE: 0x52,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMPI: 0x57,
  JUMPDEST: 0x5b,
  PUSH0: 0x5f,
  DUP1: 0x80,
  DUP2: 0x81,
  DUP3: 0x82,
  SWAP1: 0x90,
  SWAP2: 0x91,
  LOG3: 0xa3,
  RETURN: 0xf3,
  REVERT: 0xfd,
};
const PUSH0 = 0x5f;
const PUSH2 = 0x61;

export function assemble(source: string): Uint8Array {
  const code: number[] = [];
  const targets = new Map<string, number>();
  const uses: { at: number; name: string }[] = [];
  for (const word of source.replaceAll(/;.*$/gm, "").split(/\s+/).filter(Boolean)) {
    const opcode = OPCODES[word];
    if (opcode !== undefined) code.push(opcode);
    else if (word.endsWith(":")) {
      targets.set(word.slice(0, -1), code.length);
      code.push(0x5b);
    } else if (word.startsWith("@")) {
      uses.push({ at: code.length + 1, name: word.slice(1) });
      code.push(PUSH2, 0, 0);
    } else {
      const bytes = fromHex(word);
      code.push(PUSH0 + bytes.length, ...bytes);
    }
  }
  for (const { at, name } of uses) {
    const target = targets.get(name);
    if (target === undefined) throw new Error(`no jump target "${name}"`);
    code[at] = target >> 8;
    code[at + 1] = target & 0xff;
  }
  return Uint8Array.from(code);
}
