export { Showcase } from "./Showcase";
