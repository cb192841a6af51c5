export { HitList } from "./HitList";
export { linkOfHit, onlyHit } from "./hit";
export { searchable } from "./query";
