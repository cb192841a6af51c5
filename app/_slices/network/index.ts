export { HOME_BLOCKS, HOME_ROWS } from "./home-size";
export { LiveHome } from "./LiveHome";
export { pointsOf, ratesOf } from "./rates";
export { Strip } from "./Strip";
