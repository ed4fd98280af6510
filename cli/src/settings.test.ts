import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { FlagValues } from "./flags.ts";
import { type CliSettings, readSettings } from "./settings.ts";

let homeDir = "";
before(async () => {
  homeDir = await mkdtemp(join(tmpdir(), "users-cli-"));
});
after(() => rm(homeDir, { recursive: true }));

const sink = { write: () => true };

async function read(flags: FlagValues, env: Record<string, string> = {}, isTTY = false): Promise<CliSettings> {
  return readSettings(flags, { argv: [], env, homeDir, stdout: { ...sink, isTTY }, stderr: sink });
}

async function withFile<T>(name: string, text: string, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(homeDir, name);
  await writeFile(path, text);
  try {
    return await use(path);
  } finally {
    await rm(path);
  }
}

describe("readSettings", () => {
  it("prefers flag to environment to file to default", async () => {
    assert.equal((await read({})).connection.address.port, 8000);
    await withFile(".users-cli.yml", "address: localhost:1\n", async () => {
      assert.equal((await read({})).connection.address.port, 1);
      assert.equal((await read({}, { ADDRESS: ":2" })).connection.address.port, 2);
      assert.equal((await read({ address: ":3" }, { ADDRESS: ":2" })).connection.address.port, 3);
    });
  });

  const forms = {
    "c.yml": "address: ':7'",
    "c.yaml": "ADDRESS: ':7'",
    "c.json": '{"address":":7"}',
    "c.toml": 'address = ":7"',
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`reads ${name}`, () =>
      withFile(name, text, async (config) => assert.equal((await read({ config })).connection.address.port, 7)));
  }

  it("goes on without a config file that is missing, broken or no map", async () => {
    const missing = await read({ config: join(homeDir, "absent.yml") });
    assert.equal(missing.connection.address.port, 8000);
    for (const text of ["{", "- a\n- b", "just words", ""]) {
      await withFile("broken.yml", text, async (config) => {
        const { connection, notes } = await read({ config });
        assert.equal(connection.address.port, 8000);
        assert.match(notes.join(), /broken\.yml is not used/);
      });
    }
  });

  it("speaks cleartext to loopback and TLS to any other address, unless told", async () => {
    const isCleartext = async (flags: FlagValues) => (await read(flags)).connection.isCleartext;
    assert.equal(await isCleartext({}), true);
    assert.equal(await isCleartext({ address: "example.com:443" }), false);
    assert.equal(await isCleartext({ address: "example.com:443", cleartext: true }), true);
    assert.equal(await isCleartext({ cleartext: false }), false);
    assert.equal(await isCleartext({ tls: true }), false);
    assert.equal(await isCleartext({ cacert: "ca.pem" }), false);
    assert.equal(await isCleartext({ insecure: true }), false);
    assert.equal(await isCleartext({ servername: "users" }), false);
  });

  it("colours on a terminal, or as told", async () => {
    assert.equal((await read({}, {}, true)).hasColor, true);
    assert.equal((await read({}, {}, false)).hasColor, false);
    assert.equal((await read({ color: "always" })).hasColor, true);
    assert.equal((await read({}, { COLOR: "never" }, true)).hasColor, false);
  });

  it("does not take what npm exports as COLOR for a setting", async () => {
    assert.equal((await read({}, { COLOR: "0" }, true)).hasColor, true);
    assert.equal((await read({}, { COLOR: "1" }, false)).hasColor, false);
  });

  it("refuses words that are no value", async () => {
    await assert.rejects(
      read({ color: "0" }),
      /0 is not a valid value for --color; must be either 'auto', 'always' or 'never'/,
    );
    await assert.rejects(read({ output: "xml" }), /xml is not a valid value for --output/);
    const switched = await read({}, { CLEARTEXT: "maybe" });
    assert.throws(() => switched.connection, /maybe is not a valid value for --cleartext/);
    const addressed = await read({ address: "x" });
    assert.throws(() => addressed.connection, /address should be of the form host:port or :port/);
  });
});
