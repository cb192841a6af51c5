// Loads the worker's TypeScript. On Node 20 tsx registers itself in main threads only, so a worker has to ask for it; plain
// JavaScript, because nothing can translate before this has run.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
