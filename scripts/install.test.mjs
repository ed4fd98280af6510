import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { staleEntries } from "./install.mjs";

const wanted = {
  packages: {
    "": { name: "flotilla" },
    chassis: { name: "@flotilla/chassis", version: "0.1.0" },
    "node_modules/@flotilla/chassis": { resolved: "chassis", link: true },
    "node_modules/pino": { version: "10.4.0", integrity: "sha512-a" },
    "node_modules/esbuild/node_modules/@esbuild/aix-ppc64": { version: "0.28.2", optional: true },
  },
};

/** What npm records when it has installed all of `wanted`, with some entries changed or (undefined) gone. */
function installed(changes = {}) {
  const { "": _, "node_modules/esbuild/node_modules/@esbuild/aix-ppc64": __, ...rest } = wanted.packages;
  const entries = Object.entries({ ...rest, ...changes }).filter(([, entry]) => entry !== undefined);
  return { packages: Object.fromEntries(entries) };
}

describe("staleEntries", () => {
  it("is content with a complete install, binaries for other machines aside", () => {
    assert.deepEqual(staleEntries(wanted, installed()), []);
  });

  it("names a package that is missing", () => {
    assert.deepEqual(staleEntries(wanted, installed({ "node_modules/pino": undefined })), ["pino"]);
  });

  it("names a package of another version", () => {
    const older = { version: "10.3.0", integrity: "sha512-b" };
    assert.deepEqual(staleEntries(wanted, installed({ "node_modules/pino": older })), ["pino"]);
  });

  it("names a workspace that is not linked yet", () => {
    assert.deepEqual(staleEntries(wanted, installed({ "node_modules/@flotilla/chassis": undefined })), [
      "@flotilla/chassis",
    ]);
  });

  it("does not mind what is installed on top", () => {
    assert.deepEqual(staleEntries(wanted, installed({ "node_modules/extra": { version: "1.0.0" } })), []);
  });
});
