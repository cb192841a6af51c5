/** How much the home page shows: its server and its browser part agree on it here. */

/** About a minute of a chain that makes a block a second. */
export const HOME_BLOCKS = 48;
/** Rows of each of the two tables. */
export const HOME_ROWS = 8;
