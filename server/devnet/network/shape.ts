/**
 * What a network of the devnet is made of, told before anything is made: what was asked for, held against what lies in the
 * data folder. A chain keeps its engine and validators for good, so an existing one is never changed: where nobody has asked
 * for anything else, it goes on as it is; where somebody has, he is told both ways out.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Genesis, majorityOf, quorumOf } from "#server/chain";

export interface Shape {
  readonly name: string;
  readonly engine: Genesis["engine"];
  readonly ledger: Genesis["ledger"];
  readonly nodes: number;
}

/** What is read back of a genesis file here; the chain room parses all of it. */
const GenesisFile = z.object({
  chainId: z.number(),
  engine: z.enum(["poa", "raft"]),
  ledger: z.literal("account"),
  blockIntervalMs: z.number(),
  validators: z.array(z.object({ id: z.string() })).min(1),
});

export function networkFolder(dataDir: string, name: string): string {
  return join(dataDir, "devnet", name);
}

/** Null where there is none yet. @throws Error naming the file and what is wrong with it */
export function readGenesis(dataDir: string, name: string): z.infer<typeof GenesisFile> | null {
  const file = join(networkFolder(dataDir, name), "genesis.json");
  if (!existsSync(file)) return null;
  try {
    return GenesisFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
        : String(error);
    throw new Error(`${file} can't be used: ${why}. Choose another CHAINGLASS_DATA_DIR for a new chain.`);
  }
}

export const specOf = ({ engine, nodes, ledger }: Omit<Shape, "name">) => `${engine}:${nodes}/${ledger}`;

/**
 * @param asked false: the wanted shape is the default, and nobody's wish
 * @returns the shape to go on with, and what there is to say about it
 * @throws Error saying what exists and what to do, where it is another than the one asked for
 */
export function settleShape<T extends Shape>(
  dataDir: string,
  wanted: T,
  asked: boolean,
): { shape: T; remark: string | null } {
  const genesis = readGenesis(dataDir, wanted.name);
  if (!genesis) return { shape: wanted, remark: null };
  const shape = { ...wanted, engine: genesis.engine, ledger: genesis.ledger, nodes: genesis.validators.length };
  if (specOf(shape) === specOf(wanted)) return { shape, remark: null };
  const { name } = wanted;
  if (asked)
    throw new Error(
      `The network ${name} in ${dataDir} is ${specOf(shape)}, and CHAINGLASS_DEVNET asks for ${specOf(wanted)}. A chain keeps its engine and validators: ` +
        `write ${name}=${specOf(shape)} there, or choose another CHAINGLASS_DATA_DIR for a new chain.`,
    );
  return {
    shape,
    remark: `${name} goes on as ${specOf(shape)}, as it was made; a new chain would be ${specOf(wanted)} (another CHAINGLASS_DATA_DIR makes one).`,
  };
}

/** How many nodes may fail while the others still make blocks final; as in "raft:3 tolerates 1 failure". */
export function toleranceOf({ engine, nodes }: Pick<Shape, "engine" | "nodes">): string {
  const failures = failuresBorne(engine, nodes);
  return `${engine}:${nodes} tolerates ${failures} ${failures === 1 ? "failure" : "failures"}`;
}

/** For a network that bears no failure: what that means and how many nodes would bear one. Null for others. */
export function fragility({ name, engine, nodes }: Shape): string | null {
  if (failuresBorne(engine, nodes) > 0) return null;
  let more = nodes;
  while (failuresBorne(engine, more) === 0) more += 1;
  const loss = nodes === 1 ? "its node stops" : "one of its nodes stops";
  return `${name}: ${toleranceOf({ engine, nodes })}: if ${loss}, no block becomes final until it is back; ${toleranceOf({ engine, nodes: more })}`;
}

function failuresBorne(engine: Shape["engine"], nodes: number): number {
  switch (engine) {
    case "poa":
      return nodes - quorumOf(nodes);
    case "raft":
      return nodes - majorityOf(nodes);
  }
}
