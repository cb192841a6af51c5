import { expect, it } from "vitest";
import { createPrng } from "#server/lib/prng";
import { TriedStates } from "./memory";

/** So many that some of their 32-bit hashes are equal. */
const SETS = 300_000;

it("tells sets apart whose hashes are equal", () => {
  const prng = createPrng("sets");
  const tried = new TriedStates(40);
  const taken = new Set<number>();
  const seen = new Set<string>();
  let wrong = 0;
  for (let i = 0; i < SETS; i++) {
    const id = prng.between(0, 38);
    if (taken.delete(id)) tried.giveBack(id);
    else {
      taken.add(id);
      tried.take(id);
    }
    const set = [...taken].sort((a, b) => a - b).join();
    if (tried.isNew(39, 0) === seen.has(set)) wrong++;
    seen.add(set);
  }
  expect(wrong).toBe(0);
});
