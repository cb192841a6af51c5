export { cursorOf, type ListParams, ROWS } from "./list";
export { found, type PlaceParams, refusalOf, requestPlace } from "./place-server";
export { SearchBox } from "./SearchBox";
export { Shell } from "./Shell";
