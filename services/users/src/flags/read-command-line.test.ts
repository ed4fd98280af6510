import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ExitError } from "@flotilla/chassis";
import { readCommandLine } from "./read-command-line.ts";

describe("readCommandLine", () => {
  it("lays the flags over the environment", () => {
    const env = readCommandLine(["-samples", "--address=:8123"], { PORT: "1", HOST: "::1" });
    assert.deepEqual(env, { LOG_FORMAT: "text", SAMPLES: "true", PORT: "8123", HOST: "::1" });
  });

  it("ends with the usage and code 0 when help is asked for", () => {
    const isUsage = ({ message, exitCode }: ExitError) =>
      exitCode === 0 && /^Usage of users-server:\n.*-v\n.*\(default false\)$/s.test(message);
    assert.throws(() => readCommandLine(["-nope", "--help"], {}), isUsage);
  });

  const files = ["--tls-cert-file=/no/cert", "--tls-key-file=/no/key"];
  const bad: [string[], RegExp][] = [
    [["--logfmt=xml"], /^valid values for --logfmt are 'json' or 'text'$/],
    [["--tls"], /^running: since --tls was given, you must also give --tls-cert-file$/],
    [["--tls", "--tls-cert-file=x"], /^running: since --tls was given, you must also give --tls-key-file$/],
    [["--tls", ...files], /^running: failed to generate TLS server credentials: .*\/no\/cert/],
    [["-nope"], /^flag provided but not defined: -nope$/],
    [["-address", "nonsense"], /^running: failed to listen: address nonsense: missing port in address$/],
  ];
  for (const [args, message] of bad) {
    it(`ends with code 1 for ${args.join(" ")}`, () => {
      assert.throws(() => readCommandLine(args, {}), { name: "ExitError", exitCode: 1, message });
    });
  }

  it("does not look at TLS files that no flag asks for", () => {
    const env = { TLS_CERT_FILE: "/no/cert", TLS_KEY_FILE: "/no/key" };
    assert.deepEqual(readCommandLine([], env), { LOG_FORMAT: "text", ...env });
    assert.deepEqual(readCommandLine(files, {}), { LOG_FORMAT: "text" });
  });
});
