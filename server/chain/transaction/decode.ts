/**
 * Transactions of account ledgers from their bytes: legacy RLP (with and without EIP-155) and the envelopes of EIP-2718
 * with types 1 to 4, in the form in which blocks hold them. Throws for what has the wrong shape; a signature that fits no
 * key is no shape error but a null sender. Whether a transaction may be executed is the ledger's question.
 */
import type { Crypto } from "#server/lib/crypto";
import { contractAddressOf } from "../address";
import { DecodeError } from "../errors";
import { asBigInt, asBytes, asList, asListOf, asNumber, decodeRlp, type RlpItem } from "../rlp";
import { LAYOUTS, type Layout } from "./layout";
import { chainIdOfV, recoverSender } from "./sender";
import type { AccessListItem, DecodedTransaction } from "./types";

/**
 * @param known what the caller has proved already and need not be computed again; not checked here
 * @throws DecodeError
 */
export function decodeTransaction(
  raw: Uint8Array,
  known: { hash?: Uint8Array | undefined; sender?: Uint8Array | undefined },
  crypto: Crypto,
): DecodedTransaction {
  const { type, layout, body } = openEnvelope(raw);
  const what = `transaction (type ${type})`;
  const items = asListOf(decodeRlp(body, what), [layout.fields.length], what);
  const at = (name: string): RlpItem | undefined => items[layout.fields.indexOf(name)];
  const integer = (name: string, bytesMax?: number) => asBigInt(at(name), `transaction.${name}`, bytesMax);
  const optional = (name: string) => (layout.fields.includes(name) ? integer(name) : null);
  const recipient = asBytes(at("to"), "transaction.to", layout.createsContracts ? [0, 20] : [20]);
  const signature = { v: integer("v"), r: integer("r"), s: integer("s") };
  const sender = known.sender ?? recoverSender(type, items, signature, crypto);
  const nonce = asNumber(at("nonce"), "transaction.nonce");
  return {
    hash: known.hash ?? crypto.keccak256(raw),
    type,
    sender,
    recipient: recipient.length === 0 ? null : recipient,
    value: integer("value"),
    nonce,
    gasLimit: integer("gas", 8),
    gasPrice: optional("gasPrice"),
    maxFeePerGas: optional("maxFeePerGas"),
    maxPriorityFeePerGas: optional("maxPriorityFeePerGas"),
    maxFeePerBlobGas: optional("maxFeePerBlobGas"),
    blobVersionedHashes: layout.fields.includes("blobVersionedHashes") ? readHashes(at("blobVersionedHashes")) : [],
    accessList: layout.fields.includes("accessList") ? readAccessList(at("accessList")) : [],
    authorizations: layout.fields.includes("authorizationList") ? readAuthorizations(at("authorizationList")) : 0,
    input: asBytes(at("input"), "transaction.input"),
    size: raw.length,
    contractAddress: recipient.length === 0 && sender ? contractAddressOf(sender, nonce, crypto) : null,
    chainId: type === 0 ? chainIdOfV(signature.v) : asNumber(at("chainId"), "transaction.chainId"),
  };
}

function openEnvelope(raw: Uint8Array): { type: number; layout: Layout; body: Uint8Array } {
  const first = raw[0];
  if (first === undefined) throw new DecodeError("malformedRlp", "transaction: no bytes");
  const type = first >= 0xc0 ? 0 : first;
  const layout = first === 0 ? undefined : LAYOUTS[type];
  if (!layout)
    throw new DecodeError(
      "unknownTransactionType",
      `transaction: starts with 0x${first.toString(16)}, expected types 0 to 4`,
    );
  return { type, layout, body: type === 0 ? raw : raw.subarray(1) };
}

function readHashes(item: RlpItem | undefined): Uint8Array[] {
  return asList(item, "transaction.blobVersionedHashes").map((hash, index) =>
    asBytes(hash, `transaction.blobVersionedHashes[${index}]`, [32]),
  );
}

function readAccessList(item: RlpItem | undefined): AccessListItem[] {
  return asList(item, "transaction.accessList").map((entry, index) => {
    const what = `transaction.accessList[${index}]`;
    const [address, storageKeys] = asListOf(entry, [2], what);
    return {
      address: asBytes(address, `${what}.address`, [20]),
      storageKeys: asList(storageKeys, `${what}.storageKeys`).map((key) => asBytes(key, `${what}.storageKeys`, [32])),
    };
  });
}

/** EIP-7702: [chainId, address, nonce, yParity, r, s] each. */
function readAuthorizations(item: RlpItem | undefined): number {
  const list = asList(item, "transaction.authorizationList");
  list.forEach((entry, index) => {
    const what = `transaction.authorizationList[${index}]`;
    const [chainId, address, nonce, ...signature] = asListOf(entry, [6], what);
    for (const value of [chainId, nonce, ...signature]) asBigInt(value, what);
    asBytes(address, `${what}.address`, [20]);
  });
  return list.length;
}
