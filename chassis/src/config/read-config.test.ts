import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createTestCa } from "@flotilla/testkit/test-ca";
import { chassisChecks } from "./chassis-checks.ts";
import { chassisFields } from "./chassis-fields.ts";
import { describeFields } from "./describe-fields.ts";
import { integer, text } from "./field.ts";
import { file } from "./file.ts";
import { ConfigError, type Env, readConfig } from "./read-config.ts";

const fields = {
  port: integer("PORT", { fallback: 8000, max: 65_535, help: "The one port." }),
  name: text("NAME", { fallback: undefined, help: "A name | or none." }),
  token: integer("TOKEN", { fallback: undefined, isSecret: true, help: "A number nobody may know." }),
};

function findProblems(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (cause) {
    assert.ok(cause instanceof ConfigError);
    return cause.problems;
  }
}

describe("readConfig", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "read-config-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("reads what is set and falls back where it is not, or is empty", () => {
    assert.deepEqual(readConfig(fields, { PORT: "9000", NAME: "" }), { port: 9000, name: undefined, token: undefined });
    assert.deepEqual(readConfig(fields, {}), { port: 8000, name: undefined, token: undefined });
  });

  it("reports every problem at once, and never quotes a secret", () => {
    const problems = findProblems(() => readConfig(fields, { PORT: "99999", TOKEN: "hunter2" }));
    assert.deepEqual(problems, [
      'PORT must be a whole number from 0 to 65535 (it is "99999")',
      "TOKEN must be a whole number from 0 to 9007199254740991",
    ]);
  });

  it("asks the checks together with the rest, but not about what could not be read", () => {
    const check = {
      needs: ["port"] as const,
      find: ({ port }: { port: number }) => (port === 1 ? "PORT is taken" : undefined),
    };
    const read = (env: Env) => findProblems(() => readConfig(fields, env, [check]));
    assert.deepEqual(read({ PORT: "1", TOKEN: "x" }).length, 2);
    assert.deepEqual(read({ PORT: "1" }), ["PORT is taken"]);
    assert.deepEqual(read({ PORT: "x" }).length, 1);
    assert.deepEqual(read({}), []);
  });

  it("wants files that can be read and hold what they should", () => {
    const path = join(folder, "good");
    writeFileSync(path, "good");
    const check = (content: string) => {
      if (content !== "good") throw new Error("is not good");
    };
    const read = (value: string) =>
      findProblems(() => readConfig({ f: file("F", { help: "File.", check }) }, { F: value }));
    assert.deepEqual(read(path), []);
    assert.match(read(join(folder, "absent"))[0] ?? "", /^F must name a readable file, .*ENOENT \(it is /);
    assert.match(read(folder)[0] ?? "", /EISDIR/);
    writeFileSync(path, "bad");
    assert.match(read(path)[0] ?? "", /^F is not good/);
  });
});

describe("the chassis' settings", () => {
  const read = (env: Env) => findProblems(() => readConfig(chassisFields, env, chassisChecks));

  it("are good when nothing is set", () => {
    assert.deepEqual(read({}), []);
  });

  it("must fit together", async () => {
    using ca = await createTestCa();
    const cert = ca.caFile;
    assert.deepEqual(read({ TLS_CERT_FILE: cert }), ["TLS_KEY_FILE must be set, since TLS_CERT_FILE is"]);
    assert.deepEqual(read({ TLS_KEY_FILE: cert }), ["TLS_CERT_FILE must be set, since TLS_KEY_FILE is"]);
    assert.match(read({ TLS_CLIENT_CA_FILE: cert })[0] ?? "", /^TLS_CLIENT_CA_FILE needs TLS_CERT_FILE/);
    assert.match(read({ PORT: "80", ADMIN_PORT: "80" })[0] ?? "", /must differ/);
    assert.deepEqual(read({ PORT: "0", ADMIN_PORT: "0" }), []);
    assert.match(read({ OTEL_PROPAGATORS: "none,baggage" })[0] ?? "", /none alone/);
  });

  it("are told wrong all at once", () => {
    const env = {
      PORT: "http",
      LOG_LEVEL: "loud",
      API_KEYS_FILE: "/nowhere/keys",
      OTEL_TRACES_SAMPLER: "sometimes",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_HEADERS: "hunter2",
      TLS_KEY_FILE: import.meta.filename,
    };
    const problems = read(env);
    assert.deepEqual(
      problems.map((problem) => problem.split(" ")[0]).sort(),
      [...Object.keys(env).filter((name) => name !== "TLS_KEY_FILE"), "TLS_CERT_FILE"].sort(),
    );
    assert.doesNotMatch(problems.join(), /hunter2/);
  });
});

describe("describeFields", () => {
  it("writes the table of a README", () => {
    assert.equal(
      describeFields({ port: fields.port, name: fields.name }),
      [
        "| Variable | Default | Meaning |",
        "| --- | --- | --- |",
        "| `PORT` | 8000 | The one port. |",
        "| `NAME` | – | A name \\| or none. |",
      ].join("\n"),
    );
  });
});
