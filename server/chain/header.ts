/**
 * Headers of account ledgers, in Ethereum's order of fields (Yellow Paper 4.4; EIP-1559, 4895, 4844, 4788, 7685). Later
 * forks only append, so the number of items says which fields are there. Values are checked for shape, not against rules.
 */
import { asBigInt, asBytes, asListOf, asNumber, decodeRlp, encodeInteger, encodeRlp, type RlpItem } from "./rlp";

export interface Header {
  parentHash: Uint8Array;
  unclesHash: Uint8Array;
  coinbase: Uint8Array;
  stateRoot: Uint8Array;
  transactionsRoot: Uint8Array;
  receiptsRoot: Uint8Array;
  /** 256 bytes. */
  logsBloom: Uint8Array;
  difficulty: bigint;
  number: number;
  gasLimit: bigint;
  gasUsed: bigint;
  /** Seconds since 1970. */
  timestamp: number;
  extraData: Uint8Array;
  mixHash: Uint8Array;
  /** 8 bytes. */
  nonce: Uint8Array;
  baseFeePerGas?: bigint | undefined;
  withdrawalsRoot?: Uint8Array | undefined;
  blobGasUsed?: bigint | undefined;
  excessBlobGas?: bigint | undefined;
  parentBeaconBlockRoot?: Uint8Array | undefined;
  requestsHash?: Uint8Array | undefined;
}

/** Frontier to Berlin, London, Shanghai, Cancun, Prague. */
const FIELD_COUNTS = [15, 16, 17, 20, 21];

/** @throws RangeError when a field stands behind one that is absent */
export function encodeHeader(header: Header): Uint8Array {
  const { baseFeePerGas, withdrawalsRoot, blobGasUsed, excessBlobGas, parentBeaconBlockRoot, requestsHash } = header;
  const fields: RlpItem[] = [
    header.parentHash,
    header.unclesHash,
    header.coinbase,
    header.stateRoot,
    header.transactionsRoot,
    header.receiptsRoot,
    header.logsBloom,
    encodeInteger(header.difficulty),
    encodeInteger(header.number),
    encodeInteger(header.gasLimit),
    encodeInteger(header.gasUsed),
    encodeInteger(header.timestamp),
    header.extraData,
    header.mixHash,
    header.nonce,
  ];
  const later = [
    baseFeePerGas === undefined ? undefined : encodeInteger(baseFeePerGas),
    withdrawalsRoot,
    blobGasUsed === undefined ? undefined : encodeInteger(blobGasUsed),
    excessBlobGas === undefined ? undefined : encodeInteger(excessBlobGas),
    parentBeaconBlockRoot,
    requestsHash,
  ];
  const present = later.filter((field) => field !== undefined);
  if (later.slice(0, present.length).includes(undefined) || !FIELD_COUNTS.includes(15 + present.length))
    throw new RangeError("a header's later fields come with all those before them");
  return encodeRlp([...fields, ...present]);
}

/** @throws DecodeError */
export function decodeHeader(bytes: Uint8Array): Header {
  const items = asListOf(decodeRlp(bytes, "header"), FIELD_COUNTS, "header");
  const hash = (index: number, name: string) => asBytes(items[index], `header.${name}`, [32]);
  const integer = (index: number, name: string, bytesMax?: number) =>
    asBigInt(items[index], `header.${name}`, bytesMax);
  const header: Header = {
    parentHash: hash(0, "parentHash"),
    unclesHash: hash(1, "unclesHash"),
    coinbase: asBytes(items[2], "header.coinbase", [20]),
    stateRoot: hash(3, "stateRoot"),
    transactionsRoot: hash(4, "transactionsRoot"),
    receiptsRoot: hash(5, "receiptsRoot"),
    logsBloom: asBytes(items[6], "header.logsBloom", [256]),
    difficulty: integer(7, "difficulty"),
    number: asNumber(items[8], "header.number"),
    gasLimit: integer(9, "gasLimit", 8),
    gasUsed: integer(10, "gasUsed", 8),
    timestamp: asNumber(items[11], "header.timestamp"),
    extraData: asBytes(items[12], "header.extraData"),
    mixHash: hash(13, "mixHash"),
    nonce: asBytes(items[14], "header.nonce", [8]),
  };
  if (items.length > 15) header.baseFeePerGas = integer(15, "baseFeePerGas");
  if (items.length > 16) header.withdrawalsRoot = hash(16, "withdrawalsRoot");
  if (items.length > 17) {
    header.blobGasUsed = integer(17, "blobGasUsed", 8);
    header.excessBlobGas = integer(18, "excessBlobGas", 8);
    header.parentBeaconBlockRoot = hash(19, "parentBeaconBlockRoot");
  }
  if (items.length > 20) header.requestsHash = hash(20, "requestsHash");
  return header;
}
