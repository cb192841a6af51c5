/** Where recorded files lie that tests read: beside the repository, or where CHAINGLASS_TEST_DATA says. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const data = resolve(process.env.CHAINGLASS_TEST_DATA ?? "../shared/data");

/** Null where it is not there. */
export function recordedFile(name: string): string | null {
  const path = join(data, name);
  return existsSync(path) ? path : null;
}
