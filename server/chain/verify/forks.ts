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

/** The fork by its name in the library; null where no fork of the schedule has such a height at such a time. */
function forkOf(header: Header, common: Common): string | null {
  try {
    return common.getHardforkBy({ blockNumber: header.number, timestamp: header.timestamp });
  } catch {
    // The library throws where height and time contradict each other.
    return null;
  }
}

/** Null where the header has the fields of its fork. */
export function headerOfFork(header: Header, chainId: number): CheckResult | null {
  const common = commonOf(chainId);
  if (!common) return null;
  const fork = forkOf(header, common);
  if (fork === null)
    return failed(`chain ${chainId} has no block of height ${header.number} at the time ${header.timestamp}`);
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
