import { createEVM } from "@ethereumjs/evm";
import { Account, createAddressFromString, createZeroAddress } from "@ethereumjs/util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBigEndian } from "#server/lib/bytes";
import { assemble } from "./assemble";
import { Pace } from "./pace";
import { balanceOfInput, tokenInitCode, transferInput } from "./token";

const ALICE = "0x00000000000000000000000000000000000a11ce";
const BOB = "0x0000000000000000000000000000000000000b0b";

async function deploy() {
  const evm = await createEVM();
  const caller = createAddressFromString(ALICE);
  await evm.stateManager.putAccount(caller, new Account(1n, 10n ** 18n));
  const made = await evm.runCall({ caller, gasLimit: 1_000_000n, data: tokenInitCode });
  const to = made.createdAddress ?? createZeroAddress();
  const call = (data: Uint8Array, from = ALICE) =>
    evm.runCall({ caller: createAddressFromString(from), to, data, gasLimit: 120_000n });
  const balance = async (owner: string) => fromBigEndian((await call(balanceOfInput(owner))).execResult.returnValue);
  return { made, call, balance };
}

describe("the token contract", () => {
  it("gives all to its deployer, moves balances with an event, and refuses what isn't there", async () => {
    const { made, call, balance } = await deploy();
    expect(made.execResult.exceptionError).toBeUndefined();
    expect(made.execResult.logs).toHaveLength(1);
    const supply = await balance(ALICE);
    expect(supply).toBe(10n ** 27n);

    const moved = await call(transferInput(BOB, 5n));
    expect(moved.execResult.exceptionError).toBeUndefined();
    const [, topics = [], data] = moved.execResult.logs?.[0] ?? [];
    expect(topics.slice(1).map(fromBigEndian)).toEqual([BigInt(ALICE), BigInt(BOB)]);
    expect(data && fromBigEndian(data)).toBe(5n);
    expect([await balance(ALICE), await balance(BOB)]).toEqual([supply - 5n, 5n]);

    const refused = await call(transferInput(ALICE, 6n), BOB);
    expect(refused.execResult.exceptionError?.error).toBe("revert");
    expect(await balance(BOB)).toBe(5n);
    await call(transferInput(BOB, 5n), BOB);
    expect(await balance(BOB)).toBe(5n);
  });

  it("is not assembled with a target that's missing", () => {
    expect(() => assemble("@nowhere JUMPI")).toThrow('no jump target "nowhere"');
  });
});

describe("the pace", () => {
  it("keeps its rate over any steady rhythm of looks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 20 }), (rate, step) => {
        const pace = new Pace(rate);
        let sent = 0;
        for (let now = 0; now < 60_000; now += step) sent += pace.due(now);
        return Math.abs(sent - 60 * rate) <= rate * 0.05 + 2;
      }),
    );
  });

  it("never follows a pause with a burst", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 100, max: 600_000 }), (rate, pause) => {
        const pace = new Pace(rate);
        pace.due(0);
        return pace.due(pause) <= Math.max(1, Math.ceil((rate * (pace.intervalMs + 50)) / 1000));
      }),
    );
  });
});
