/** What a transaction pays (EIP-1559, EIP-4844). */
import type { DecodedTransaction } from "./types";

type Fees = Pick<DecodedTransaction, "gasPrice" | "maxFeePerGas" | "maxPriorityFeePerGas">;

/** For each unit of gas, in wei; burnt part included. @param baseFee of its block; undefined before London */
export function effectiveGasPrice(transaction: Fees, baseFee: bigint | undefined): bigint {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = transaction;
  if (gasPrice !== null) return gasPrice;
  const wanted = (baseFee ?? 0n) + (maxPriorityFeePerGas ?? 0n);
  const most = maxFeePerGas ?? 0n;
  return wanted < most ? wanted : most;
}

const ELASTICITY = 2n;
const BASE_FEE_CHANGE_DENOMINATOR = 8n;

/** The base fee of a block, from its parent (EIP-1559). */
export function nextBaseFee(parent: { gasLimit: bigint; gasUsed: bigint; baseFeePerGas?: bigint | undefined }): bigint {
  const baseFee = parent.baseFeePerGas ?? 0n;
  const target = parent.gasLimit / ELASTICITY;
  if (target === 0n || parent.gasUsed === target) return baseFee;
  if (parent.gasUsed > target) {
    const rise = (baseFee * (parent.gasUsed - target)) / target / BASE_FEE_CHANGE_DENOMINATOR;
    return baseFee + (rise > 1n ? rise : 1n);
  }
  return baseFee - (baseFee * (target - parent.gasUsed)) / target / BASE_FEE_CHANGE_DENOMINATOR;
}

const GAS_PER_BLOB = 131_072n;
const BLOB_BASE_FEE_MIN = 1n;
/** Cancun's; later forks have others. */
const BLOB_BASE_FEE_FRACTION = 3_338_477n;

export function blobGasOf(transaction: Pick<DecodedTransaction, "blobVersionedHashes">): bigint {
  return GAS_PER_BLOB * BigInt(transaction.blobVersionedHashes.length);
}

/** Price of a unit of blob gas under Cancun's rules: `fake_exponential` of EIP-4844. */
export function blobBaseFee(excessBlobGas: bigint): bigint {
  let sum = 0n;
  let term = BLOB_BASE_FEE_MIN * BLOB_BASE_FEE_FRACTION;
  for (let i = 1n; term > 0n; i++) {
    sum += term;
    term = (term * excessBlobGas) / (BLOB_BASE_FEE_FRACTION * i);
  }
  return sum / BLOB_BASE_FEE_FRACTION;
}
