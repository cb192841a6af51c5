/** What other rooms' tests use of recorded chains. */
export { recordedFile } from "./recorded";
