/** A header from `eth_getBlockBy…`'s answer. */
import type { Header } from "../header";
import type { Fields } from "./read";

export function headerFromJson(block: Fields): Header {
  const header: Header = {
    parentHash: block.data("parentHash", 32),
    unclesHash: block.data("sha3Uncles", 32),
    coinbase: block.data("miner", 20),
    stateRoot: block.data("stateRoot", 32),
    transactionsRoot: block.data("transactionsRoot", 32),
    receiptsRoot: block.data("receiptsRoot", 32),
    logsBloom: block.data("logsBloom", 256),
    difficulty: block.quantity("difficulty"),
    number: block.number("number"),
    gasLimit: block.quantity("gasLimit"),
    gasUsed: block.quantity("gasUsed"),
    timestamp: block.number("timestamp"),
    extraData: block.data("extraData"),
    mixHash: block.data("mixHash", 32),
    nonce: block.data("nonce", 8),
  };
  if (block.has("baseFeePerGas")) header.baseFeePerGas = block.quantity("baseFeePerGas");
  if (block.has("withdrawalsRoot")) header.withdrawalsRoot = block.data("withdrawalsRoot", 32);
  if (block.has("blobGasUsed")) header.blobGasUsed = block.quantity("blobGasUsed");
  if (block.has("excessBlobGas")) header.excessBlobGas = block.quantity("excessBlobGas");
  if (block.has("parentBeaconBlockRoot")) header.parentBeaconBlockRoot = block.data("parentBeaconBlockRoot", 32);
  if (block.has("requestsHash")) header.requestsHash = block.data("requestsHash", 32);
  return header;
}
