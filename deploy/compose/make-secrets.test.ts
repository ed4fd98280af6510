import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { makeSecrets } from "./make-secrets.ts";
import { readComposeFile } from "./test/compose-file.ts";

describe("the secrets of compose", () => {
  const parent = mkdtempSync(join(tmpdir(), "flotilla-secrets-"));
  const folder = join(parent, "secrets");
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  let drawn = 0;
  const draw = () => `password${drawn++}`;
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    drawn = 0;
  });
  after(() => rmSync(parent, { recursive: true }));

  it("are all that compose.yaml asks for", () => {
    const made = makeSecrets(folder, draw);
    const missing = Object.values(readComposeFile().secrets).filter(
      ({ file }) => !made.includes(file.split("/").at(-1)!),
    );
    assert.deepEqual(missing, []);
  });

  it("are made once, and never again", () => {
    makeSecrets(folder, draw);
    const before = readdirSync(folder).map(read);
    assert.deepEqual(makeSecrets(folder, draw), []);
    assert.deepEqual(readdirSync(folder).map(read), before);
  });

  it("are made of the same password wherever it is said", () => {
    makeSecrets(folder, draw);
    assert.ok(read("nats_url").includes(`:${read("nats_password")}@`));
    assert.ok(read("nats_authorization").includes(`"${read("nats_password")}"`));
    assert.equal(read("redis_config"), `requirepass ${read("redis_password")}\n`);
    assert.equal(
      read("kong_credentials"),
      `keyauth_credentials:\n  - consumer: flotilla\n    key: ${read("api_key")}\n`,
    );
  });

  it("are different from each other, and from those of another machine", () => {
    makeSecrets(folder);
    const passwords = readdirSync(folder)
      .filter((name) => name.endsWith("_password"))
      .map(read);
    const other = join(parent, "other");
    makeSecrets(other);
    passwords.push(readFileSync(join(other, "mongo_password"), "utf8"));
    assert.equal(new Set(passwords).size, passwords.length);
    assert.ok(passwords.every((password) => /^[0-9a-f]{48}$/.test(password)));
  });

  it("can be read by containers of any user, in a folder that only its owner opens", () => {
    makeSecrets(folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.ok(readdirSync(folder).every((name) => (statSync(join(folder, name)).mode & 0o777) === 0o444));
  });
});
