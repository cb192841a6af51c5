/**
 * The read models of this process, for Next's server components: they are bundled apart from the process that composes
 * everything, so the one instance is handed over through a well-known symbol.
 */
import type { Api } from "./api";

const KEY = Symbol.for("chainglass.api");
type Holder = { [KEY]?: Api };

export function provideApi(api: Api): void {
  (globalThis as Holder)[KEY] = api;
}

/** @throws Error when the process was not started by `server/web` */
export function currentApi(): Api {
  const api = (globalThis as Holder)[KEY];
  if (!api) throw new Error("the pages are served by `npm start` or `npm run dev`, not by `next` alone");
  return api;
}
