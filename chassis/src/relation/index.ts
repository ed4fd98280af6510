export { diffIds, type IdDifference } from "./diff-ids.ts";
export { keepTombstonesMs, type Linked, type Received, type Reception, receiveLink, writeLinks } from "./linked.ts";
export { type Link, type LinkChange, type Links, listPresent, replaceLinks } from "./links.ts";
export { RandomRetreat } from "./random-retreat.ts";
export { readLinkVersion } from "./read-link-version.ts";
export { type Retreat, type SavePorts, type Saving, saveRecord } from "./save-record.ts";
export { Turns } from "./turns.ts";
export { isVersion, nextVersion, noVersion, type Side, timeOf, type Version, versionAt } from "./version.ts";
export { readExpected, toEtag } from "./version-etag.ts";
