import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findSecrets } from "./find-secrets.ts";

/** Put together here, so that no scanner of repositories takes them for real. */
const planted = {
  "private key": `-----BEGIN EC ${"PRIVATE"} KEY-----\n${"A".repeat(64)}`,
  "AWS access key": `AKIA${"Z".repeat(16)}`,
  "GitHub token": `ghp_${"a".repeat(36)}`,
  "npm token": `npm_${"b".repeat(36)}`,
  "Slack token": `xoxb-${"1".repeat(24)}`,
  "password in a URL": `postgres://ada:${"correcthorse"}@db.internal/users`,
};

describe("the search for secrets", () => {
  for (const [what, text] of Object.entries(planted)) {
    it(`finds a ${what}`, () => {
      assert.deepEqual(findSecrets("opt/x.mjs", Buffer.from(`const x = "${text}";`)), [`opt/x.mjs: holds a ${what}`]);
    });
  }

  for (const name of [".env", ".env.local", ".npmrc", ".git", "id_ed25519", "server.key"]) {
    it(`finds a file named ${name}`, () => {
      assert.equal(findSecrets(`opt/${name}`, Buffer.alloc(0)).length, 1);
    });
  }

  it("lets code pass that speaks of keys", () => {
    const text = 'if (pem.startsWith("-----BEGIN PRIVATE KEY-----")) throw new Error("postgres://user:password@host")';
    assert.deepEqual(findSecrets("opt/x.mjs", Buffer.from(text)), []);
  });
});
