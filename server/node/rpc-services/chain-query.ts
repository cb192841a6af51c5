/** Reads of the chain, and the door for transactions. Every refusal names the field and what was expected. */
import {
  Acknowledgement,
  type ChainQueryServer,
  type GetAccountRequest,
  type GetAccountResponse,
  type GetStatusResponse,
  type GetTransactionRequest,
  type GetTransactionResponse,
  type StreamBlocksRequest,
  type StreamBlocksResponse,
  type SubmitTransactionRequest,
  type SubmitTransactionResponse,
} from "#proto";
import { decodeHeader } from "#server/chain";
import { LedgerError } from "#server/ledger";
import { to0x, toBigEndian, toHex } from "#server/lib/bytes";
import { RpcError, type StatusName, serverStream, type UnaryContext, unary } from "#server/rpc";
import { checkParts, findBlock, withParts } from "./block-lookup";
import type { NodeFace } from "./face";

/** Keccak-256 of nothing: how a state says that an account has no code. */
const NO_CODE = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";

export function chainQueryService(face: NodeFace): ChainQueryServer {
  return {
    getStatus: unary(() => status(face)),
    getBlock: unary(async ({ id, include }) => {
      checkParts(include);
      return { block: withParts(await findBlock(id, "id", face), include) };
    }),
    streamBlocks: serverStream((request, signal) => streamBlocks(request, signal, face)),
    getTransaction: unary((request) => transaction(request, face)),
    getAccount: unary((request) => account(request, face)),
    submitTransaction: unary((request, context) => submit(request, context, face)),
  };
}

async function status(face: NodeFace): Promise<GetStatusResponse> {
  const { facts, store, hub } = face;
  const head = await store.get(store.head.hash);
  return {
    nodeId: facts.self,
    nodeName: facts.self,
    version: face.version,
    bootId: hub.bootId,
    engine: facts.genesis.engine,
    ledger: facts.genesis.ledger,
    chainId: facts.genesis.chainId,
    genesisHash: facts.genesisHash,
    head: store.head,
    headTime: head?.time,
    final: store.final,
    earliestHeight: 0,
    peers: face.peersUp().length,
    jsonRpc: "",
    pid: process.pid,
    blockIntervalMs: facts.genesis.blockIntervalMs,
    consensus: face.consensus(),
    validators: facts.validators.map(({ id, address }) => ({ id, address })),
    live: true,
    rules: facts.rules,
    contiguous: true,
  };
}

async function* streamBlocks(
  request: StreamBlocksRequest,
  signal: AbortSignal,
  face: NodeFace,
): AsyncIterable<StreamBlocksResponse> {
  const { fromHeight, toHeight, include } = request;
  checkParts(include);
  if (fromHeight > toHeight) {
    throw new RpcError("INVALID_ARGUMENT", `from_height: ${fromHeight}, expected at most to_height, ${toHeight}`);
  }
  for (let height = fromHeight; height <= toHeight && !signal.aborted; height++) {
    const hash = await face.store.canonicalHash(height);
    const block = hash && (await face.store.get(hash));
    if (!block) return;
    yield { block: withParts(block, include) };
  }
}

async function transaction({ hash }: GetTransactionRequest, face: NodeFace): Promise<GetTransactionResponse> {
  if (hash.length !== 32) throw new RpcError("INVALID_ARGUMENT", `hash: ${hash.length} bytes, expected 32`);
  const place = await face.store.transactionPlace(hash);
  const block = place && (await face.store.get(place.block.hash));
  const included = place && block?.transactions[place.index];
  if (included) {
    const { index } = place;
    return { raw: included.raw, block: place.block, index, receipt: block?.receipts[index] };
  }
  const waiting = face.mempool.pool.get(toHex(hash));
  if (waiting) return { raw: waiting.raw };
  throw new RpcError("NOT_FOUND", `no transaction ${to0x(hash)} here, in a block or waiting`);
}

async function account({ address, at }: GetAccountRequest, face: NodeFace): Promise<GetAccountResponse> {
  if (address.length !== 20) {
    throw new RpcError("INVALID_ARGUMENT", `address: ${address.length} bytes, expected 20`);
  }
  const latest = at?.id === undefined;
  const block = latest
    ? await findBlock({ id: { $case: "hash", value: face.store.head.hash } }, "at", face)
    : await findBlock(at, "at", face);
  try {
    const state = await face.ledger.account(decodeHeader(block.header).stateRoot, address);
    return {
      balance: toBigEndian(state.balance),
      nonce: state.nonce,
      pendingNonce: face.mempool.pool.pendingNonce(toHex(address), state.nonce),
      codeHash: toHex(state.codeHash) === NO_CODE ? new Uint8Array(0) : state.codeHash,
      at: { height: block.height, hash: block.hash },
    };
  } catch (error) {
    if (error instanceof LedgerError && error.code === "stateUnknown") {
      throw new RpcError("NOT_FOUND", `the state after block ${block.height} is not kept here`);
    }
    if (error instanceof LedgerError && error.code === "overloaded") {
      throw new RpcError("RESOURCE_EXHAUSTED", "the ledger has too much to do; try again shortly");
    }
    throw error;
  }
}

async function submit(
  { raw, acknowledgement }: SubmitTransactionRequest,
  context: UnaryContext,
  face: NodeFace,
): Promise<SubmitTransactionResponse> {
  const wanted = acknowledgement || Acknowledgement.ACKNOWLEDGEMENT_RECEIVED;
  if (wanted !== Acknowledgement.ACKNOWLEDGEMENT_RECEIVED && wanted !== Acknowledgement.ACKNOWLEDGEMENT_COMMITTED) {
    throw new RpcError("INVALID_ARGUMENT", `acknowledgement: ${wanted}, expected received (1) or committed (2)`);
  }
  if (raw.length === 0)
    throw new RpcError("INVALID_ARGUMENT", "malformed: raw is empty, expected a signed transaction");
  const admission = await face.mempool.admit(raw, null);
  if (!admission.ok) throw new RpcError(statusOfRefusal(admission.code), `${admission.code}: ${admission.reason}`);
  const { hash } = admission;
  if (wanted === Acknowledgement.ACKNOWLEDGEMENT_RECEIVED) return { hash };
  return { hash, block: await face.waiters.wait(hash, context.signal) };
}

/** The transaction itself is wrong, or it does not fit the state, or there is no room. */
function statusOfRefusal(code: string): StatusName {
  switch (code) {
    case "malformed":
    case "type-not-supported":
    case "wrong-chain":
    case "signature-invalid":
    case "transaction-too-large":
    case "input-too-large":
    case "gas-limit-too-low":
    case "gas-limit-too-high":
      return "INVALID_ARGUMENT";
    case "pool-full":
    case "pool-busy":
    case "sender-queue-full":
      return "RESOURCE_EXHAUSTED";
    case "ledger-unavailable":
      return "UNAVAILABLE";
    default:
      return "FAILED_PRECONDITION";
  }
}
