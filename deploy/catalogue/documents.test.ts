import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";
import { Validator } from "@seriousme/openapi-schema-validator";
import { readFleet } from "../generate/fleet.ts";

const list = (folder: string) => readdirSync(join(import.meta.dirname, folder));
const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8");
const rpcs = readFleet().services.flatMap((service) => service.rpcs);

/** What a document tells of its consumers; those who send have none. */
interface Told {
  readonly operations: Readonly<Record<string, { readonly "x-jetstream"?: { readonly durable: string } }>>;
}

describe("OpenAPI documents", () => {
  for (const file of list("openapi")) {
    it(`keep to OpenAPI 3.1 in ${file}`, async () => {
      const { valid, errors } = await new Validator().validate(JSON.parse(read(`openapi/${file}`)));
      assert.ok(valid, JSON.stringify(errors));
    });
  }
});

describe("AsyncAPI documents", () => {
  for (const file of list("asyncapi")) {
    it(`keep to AsyncAPI 3.0 in ${file}`, async () => {
      const { document, diagnostics } = await new Parser().parse(read(`asyncapi/${file}`));
      const wrong = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error);
      assert.deepEqual(wrong, []);
      assert.equal(document?.version(), "3.0.0");
      assert.ok(
        document
          .messages()
          .all()
          .every((message) => message.hasPayload() && message.hasHeaders()),
      );
    });
  }

  it("tell of every subscription, by its durable consumer", () => {
    const documents: readonly Told[] = list("asyncapi").map((file) => JSON.parse(read(`asyncapi/${file}`)));
    const operations = documents.flatMap((document) => Object.values(document.operations));
    const told = operations.flatMap((operation) => operation["x-jetstream"]?.durable ?? []);
    const declared = rpcs.flatMap(({ method }) => method.policy.subscription?.durable ?? []);
    assert.ok(declared.length > 0);
    assert.deepEqual(told.sort(), declared.sort());
  });

  it("are refused by the parser when an operation has no channel", async () => {
    const document = JSON.parse(read("asyncapi/students.json"));
    document.channels = {};
    const { diagnostics } = await new Parser().parse(JSON.stringify(document));
    assert.ok(diagnostics.some(({ severity }) => severity === DiagnosticSeverity.Error));
  });
});
