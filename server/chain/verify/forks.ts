/**
 * The schedules of the public chains that are known by their id, from the library: which fields a header of a height and time
 * has. Other chains' schedules stand in their genesis files, which a verifier of single blocks does not have.
 */
import { type ChainConfig, Common, Hardfork, Mainnet, Sepolia } from "@ethereumjs/common";
import type { Header } from "../header";
import { failed } from "./findings";
import type { CheckResult } from "./types";

const PRESETS: readonly ChainConfig[] = [Mainnet, Sepolia];
const commons = new Map<number, Common>();

export function isPublicChain(chainId: number | null): boolean {
  return PRESETS.some((preset) => Number(preset.chainId) === chainId);
}

function commonOf(chainId: number): Common | null {
  const known = commons.get(chainId);
  const preset = PRESETS.find((each) => Number(each.chainId) === chainId);
  if (known || !preset) return known ?? null;
  const common = new Common({ chain: preset });
  commons.set(chainId, common);
  return common;
}

/** The fork by its name in the library; null where the chain's schedule is not known. */
export function forkOf(header: Pick<Header, "number" | "timestamp">, chainId: number): string | null {
  const common = commonOf(chainId);
  return common?.getHardforkBy({ blockNumber: header.number, timestamp: header.timestamp }) ?? null;
}

/** Null where the header has the fields of its fork. */
export function headerOfFork(header: Header, chainId: number): CheckResult | null {
  const common = commonOf(chainId);
  const fork = forkOf(header, chainId);
  if (!common || !fork) return null;
  const fields = [
    ["baseFeePerGas", Hardfork.London],
    ["withdrawalsRoot", Hardfork.Shanghai],
    ["excessBlobGas", Hardfork.Cancun],
    ["requestsHash", Hardfork.Prague],
  ] as const;
  for (const [name, since] of fields) {
    const due = common.hardforkGteHardfork(fork, since);
    if (due !== (header[name] !== undefined))
      return failed(`${fork} blocks have ${due ? "a" : "no"} ${name}, this one ${due ? "has none" : "has one"}`);
  }
  return null;
}
