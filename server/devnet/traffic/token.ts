/**
 * The contract that the devnet's traffic calls: balances that move with ERC-20's `transfer` and `Transfer` event, so that
 * the explorer has receipts, logs and now and then a revert to show. No allowances, no name: it is traffic, not a product.
 */
import { fromHex } from "#server/lib/bytes";
import { assemble } from "./assemble";

/** keccak256("Transfer(address,address,uint256)") */
const TRANSFER_TOPIC = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
/** First four bytes of keccak256 of transfer(address,uint256), balanceOf(address). */
const TRANSFER = "0xa9059cbb";
const BALANCE_OF = "0x70a08231";
/** 10^9 tokens of 10^18. */
const SUPPLY = `0x${(10n ** 27n).toString(16).padStart(24, "0")}`;

// A balance lies in the slot that is its owner's address.
const RUNTIME = assemble(`
  PUSH0 CALLDATALOAD 0xe0 SHR
  DUP1 ${TRANSFER} EQ @transfer JUMPI
  ${BALANCE_OF} EQ @balanceOf JUMPI
  PUSH0 PUSH0 REVERT

  balanceOf:
  0x04 CALLDATALOAD SLOAD PUSH0 MSTORE
  0x20 PUSH0 RETURN

  transfer:
  CALLER SLOAD 0x24 CALLDATALOAD          ; selector balance amount
  DUP1 DUP3 LT @short JUMPI               ; balance < amount: refuse
  DUP1 SWAP2 SUB CALLER SSTORE            ; selector amount
  DUP1 0x04 CALLDATALOAD SLOAD ADD
  0x04 CALLDATALOAD SSTORE                ; selector amount
  PUSH0 MSTORE
  0x04 CALLDATALOAD CALLER ${TRANSFER_TOPIC}
  0x20 PUSH0 LOG3
  0x01 PUSH0 MSTORE 0x20 PUSH0 RETURN

  short:
  PUSH0 PUSH0 REVERT
`);

const size = `0x${RUNTIME.length.toString(16).padStart(4, "0")}`;

/** Gives all tokens to whoever deploys it. */
function constructorCode(runtimeOffset: number): Uint8Array {
  return assemble(`
    ${SUPPLY} CALLER SSTORE
    ${SUPPLY} PUSH0 MSTORE
    CALLER PUSH0 ${TRANSFER_TOPIC} 0x20 PUSH0 LOG3
    ${size} 0x${runtimeOffset.toString(16).padStart(4, "0")} PUSH0 CODECOPY
    ${size} PUSH0 RETURN
  `);
}

/** The input of the transaction that makes the contract. */
export const tokenInitCode = Uint8Array.from([...constructorCode(constructorCode(0).length), ...RUNTIME]);

/** @param to `0x` and 40 hex digits */
export function transferInput(to: string, amount: bigint): Uint8Array {
  return fromHex(`${TRANSFER}${to.slice(2).padStart(64, "0")}${amount.toString(16).padStart(64, "0")}`);
}

/** @param owner `0x` and 40 hex digits */
export function balanceOfInput(owner: string): Uint8Array {
  return fromHex(`${BALANCE_OF}${owner.slice(2).padStart(64, "0")}`);
}
