export { HitList } from "./HitList";
export { onlyHit, pathOfHit } from "./hit";
export { searchable } from "./query";
