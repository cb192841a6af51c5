export { HOME_BLOCKS, HOME_ROWS, LiveHome } from "./LiveHome";
export { pointsOf, ratesOf } from "./rates";
export { Strip } from "./Strip";
