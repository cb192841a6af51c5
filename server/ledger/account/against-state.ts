/** Why a transaction can't be executed on a state, before anything runs; null where nothing speaks against it. */
import type { DecodedTransaction } from "#server/chain";
import type { RejectionCode } from "../interface";

export interface StateRefusal {
  readonly code: RejectionCode;
  readonly reason: string;
}

export function refusedByState(
  transaction: DecodedTransaction,
  account: { readonly balance: bigint; readonly nonce: bigint; readonly hasCode: boolean },
  baseFee: bigint,
): StateRefusal | null {
  const nonce = BigInt(transaction.nonce);
  const price = transaction.maxFeePerGas ?? transaction.gasPrice ?? 0n;
  const cost = transaction.value + transaction.gasLimit * price;
  if (nonce < account.nonce)
    return { code: "nonceTooLow", reason: `nonce ${nonce}, the account is at ${account.nonce}` };
  if (nonce > account.nonce)
    return { code: "nonceTooHigh", reason: `nonce ${nonce}, the account is at ${account.nonce}` };
  if (account.hasCode) return { code: "senderNotExternal", reason: "the sender has code (EIP-3607)" };
  if (price < baseFee)
    return { code: "feeTooLow", reason: `pays at most ${price} for gas, the base fee is ${baseFee}` };
  if (account.balance < cost)
    return { code: "balanceTooLow", reason: `may cost ${cost} wei, the account has ${account.balance} wei` };
  return null;
}
