export {
  type Applied,
  applyLink,
  forgetTombstones,
  type Link,
  type LinkChange,
  type Links,
  listPresent,
  type Replaced,
  replaceLinks,
} from "./links.ts";
export { Turns } from "./turns.ts";
export { isVersion, nextVersion, noVersion, type Side, timeOf, type Version, versionAt } from "./version.ts";
