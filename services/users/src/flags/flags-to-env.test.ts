import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { flagsToEnv } from "./flags-to-env.ts";
import { FlagError, parseGoFlags } from "./go-flags.ts";
import { parseAddress } from "./parse-address.ts";
import { usersFlags } from "./users-flags.ts";

const read = (line: string, env = {}) => flagsToEnv(parseGoFlags(usersFlags, line.split(" ").filter(Boolean)), env);

describe("flagsToEnv", () => {
  const rows: [string, object, object][] = [
    ["", {}, { LOG_FORMAT: "text" }],
    ["", { LOG_FORMAT: "json", PORT: "1" }, { LOG_FORMAT: "json", PORT: "1" }],
    ["", { LOG_FORMAT: "" }, { LOG_FORMAT: "text" }],
    ["--logfmt=json", { LOG_FORMAT: "text" }, { LOG_FORMAT: "json" }],
    ["--logfmt text", { LOG_FORMAT: "json" }, { LOG_FORMAT: "text" }],
    ["-address=:8123", { PORT: "1", HOST: "::1" }, { LOG_FORMAT: "text", PORT: "8123", HOST: "::1" }],
    ["-address 0.0.0.0:0", { HOST: "x" }, { LOG_FORMAT: "text", PORT: "0", HOST: "0.0.0.0" }],
    ["-address [::1]:8000", {}, { LOG_FORMAT: "text", PORT: "8000", HOST: "::1" }],
    ["--address-metrics=:0", {}, { LOG_FORMAT: "text", METRICS_ADDRESS: ":0" }],
    ["-v", { LOG_LEVEL: "warn" }, { LOG_FORMAT: "text", LOG_LEVEL: "trace" }],
    ["-v=false", { LOG_LEVEL: "warn" }, { LOG_FORMAT: "text", LOG_LEVEL: "warn" }],
    ["", { DEBUG: "x" }, { LOG_FORMAT: "text", DEBUG: "x", LOG_LEVEL: "trace" }],
    ["", { DEBUG: "x", LOG_LEVEL: "info" }, { LOG_FORMAT: "text", DEBUG: "x", LOG_LEVEL: "info" }],
    ["-samples --reflection=false", { SAMPLES: "0" }, { LOG_FORMAT: "text", SAMPLES: "true", REFLECTION: "false" }],
    [
      "-tls -tls-cert-file c --tls-key-file=k",
      { TLS_KEY_FILE: "e" },
      { LOG_FORMAT: "text", TLS_CERT_FILE: "c", TLS_KEY_FILE: "k" },
    ],
    ["-tls -tls-cert-file c", { TLS_KEY_FILE: "e" }, { LOG_FORMAT: "text", TLS_CERT_FILE: "c", TLS_KEY_FILE: "e" }],
    ["-tls-cert-file c -tls-key-file k", {}, { LOG_FORMAT: "text" }],
    ["-tls=false", { TLS_CERT_FILE: "c" }, { LOG_FORMAT: "text", TLS_CERT_FILE: "", TLS_KEY_FILE: "" }],
  ];
  for (const [line, env, expected] of rows) {
    it(`lays '${line}' over ${JSON.stringify(env)}`, () => assert.deepEqual(read(line, env), expected));
  }

  const bad: [string, string][] = [
    ["--logfmt=xml", "valid values for --logfmt are 'json' or 'text'"],
    ["--logfmt=", "valid values for --logfmt are 'json' or 'text'"],
    ["--tls", "running: since --tls was given, you must also give --tls-cert-file"],
    ["--tls --tls-cert-file=c", "running: since --tls was given, you must also give --tls-key-file"],
    ["--address=foo", "running: failed to listen: address foo: missing port in address"],
    ["--address-metrics=:x", "running: failed to listen: address :x: invalid port"],
  ];
  for (const [line, message] of bad) {
    it(`refuses ${line}`, () => assert.throws(() => read(line), new FlagError(message)));
  }
});

describe("parseAddress", () => {
  const good: [string, object][] = [
    [":8000", { host: undefined, port: 8000 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["[::1]:65535", { host: "::1", port: 65535 }],
    ["[fe80::1%eth0]:1", { host: "fe80::1%eth0", port: 1 }],
    ["[]:1", { host: undefined, port: 1 }],
  ];
  for (const [text, address] of good) it(`reads ${text}`, () => assert.deepEqual(parseAddress(text), address));

  const bad = ["", "8000", "host", "host:", "host:http", "host:-1", ":65536", "::1:80", "[::1]", "[::1", "a:b:1"];
  for (const text of bad)
    it(`refuses '${text}'`, () =>
      assert.throws(() => parseAddress(text), { message: new RegExp(`^address ${RegExp.escape(text)}: `) }));
});
