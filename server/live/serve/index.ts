/** What runs the live path: the web process starts it. */
export { type Live, type LiveOptions, startLive } from "../start";
