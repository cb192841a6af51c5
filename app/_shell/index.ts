export { cursorOf, type ListParams, ROWS } from "./list";
export { NoSuchNetwork } from "./NoSuchNetwork";
export { NotFoundText } from "./NotFoundText";
export { found, type PlaceParams, refusalOf, requestPlace, requestSummary } from "./place-server";
export { SearchBox } from "./SearchBox";
export { Shell } from "./Shell";
