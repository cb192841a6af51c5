/** The OpenAPI document of this process, for the page that shows it: handed over as the read models are. */
const KEY = Symbol.for("chainglass.description");
type Holder = { [KEY]?: unknown };

export function provideDescription(document: unknown): void {
  (globalThis as Holder)[KEY] = document;
}

/** OpenAPI 3.1 as `/api/v1/openapi.json` answers it; undefined before it was provided. */
export function currentDescription(): unknown {
  return (globalThis as Holder)[KEY];
}
