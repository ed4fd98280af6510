import assert from "node:assert/strict";
import { it } from "node:test";
import { readLinkVersion } from "./read-link-version.ts";
import { nextVersion, versionAt } from "./version.ts";

const read = (headers: Readonly<Record<string, string>>) =>
  readLinkVersion({ header: (name) => headers[name] }, "left");

it("takes the version that the sender says", () => {
  const version = nextVersion("left", 5000);
  assert.equal(read({ "link-version": version, "queue-message-time": "7000" }), version);
});

it("takes the time of a message without a version, or with one that is none", () => {
  assert.equal(read({ "queue-message-time": "7000" }), versionAt("left", 7000));
  assert.equal(read({ "link-version": "f".repeat(16), "queue-message-time": "7000" }), versionAt("left", 7000));
  assert.equal(read({}), versionAt("left", 0));
});
