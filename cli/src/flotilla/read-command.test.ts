import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCommand } from "./read-command.ts";

const programs = ["hello", "users"];
const read = (argv: string[], env: Record<string, string> = {}) => readCommand({ argv, env, programs });
const readProbe = (argv: string[], env?: Record<string, string>) => {
  const command = read(["probe", ...argv], env);
  assert.equal(command.name, "probe");
  return command;
};

describe("flotilla's command line", () => {
  it("picks a program, and leaves what follows to it", () => {
    assert.deepEqual(read(["hello", "--help"]), { name: "run", program: "hello" });
  });

  it("knows its version and its help by several words", () => {
    assert.deepEqual(
      ["--version", "version", "-h", "help"].map((word) => read([word]).name),
      ["version", "version", "help", "help"],
    );
  });

  it("probes the readiness of its own container unless told otherwise", () => {
    assert.equal(readProbe([]).url.href, "http://127.0.0.1:8080/readyz");
    assert.equal(readProbe([], { PORT: "80" }).url.href, "http://127.0.0.1:80/readyz".replace(":80/", "/"));
    assert.equal(readProbe([], { PORT: "80", ADMIN_PORT: "81" }).url.href, "http://127.0.0.1:81/readyz");
  });

  it("reads a probe's time and whether it verifies", () => {
    const { timeoutMs, isInsecure } = readProbe(["--timeout=500ms", "--insecure", "grpcs://a:1/x.Y"]);
    assert.deepEqual([timeoutMs, isInsecure], [500, true]);
    assert.equal(readProbe([]).timeoutMs, 2000);
  });

  for (const argv of [
    [],
    ["mailbox"],
    ["probe", "ftp://a"],
    ["probe", "--timeout=0s"],
    ["probe", "--fast"],
    ["probe", "http://a", "http://b"],
  ]) {
    it(`refuses "${argv.join(" ")}"`, () => {
      assert.equal(read(argv).name, "wrong");
    });
  }
});
