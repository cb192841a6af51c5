/** The fields of each transaction type, in the order of their RLP lists; the last three are always the signature. */

export interface Layout {
  readonly fields: readonly string[];
  /** Blob and authorization transactions always call somebody. */
  readonly createsContracts: boolean;
}

const SIGNATURE = ["v", "r", "s"];
const CALL = ["to", "value", "input"];
const FEES_1559 = ["maxPriorityFeePerGas", "maxFeePerGas"];

/** By type; `v` of the types above 0 is the parity of y. */
export const LAYOUTS: readonly Layout[] = [
  { fields: ["nonce", "gasPrice", "gas", ...CALL, ...SIGNATURE], createsContracts: true },
  { fields: ["chainId", "nonce", "gasPrice", "gas", ...CALL, "accessList", ...SIGNATURE], createsContracts: true },
  { fields: ["chainId", "nonce", ...FEES_1559, "gas", ...CALL, "accessList", ...SIGNATURE], createsContracts: true },
  {
    fields: [
      ...["chainId", "nonce", ...FEES_1559, "gas", ...CALL, "accessList"],
      ...["maxFeePerBlobGas", "blobVersionedHashes", ...SIGNATURE],
    ],
    createsContracts: false,
  },
  {
    fields: ["chainId", "nonce", ...FEES_1559, "gas", ...CALL, "accessList", "authorizationList", ...SIGNATURE],
    createsContracts: false,
  },
];
