import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Schema, type Schemas, toJsonSchema } from "./to-json-schema.ts";

const prefix = "#/components/schemas/";

function convert(schema: Schema, others: Schemas = {}): Schema {
  const { definitions } = toJsonSchema({ ...others, Wanted: schema }, "Wanted");
  return (definitions as Schemas)["Wanted"]!;
}

describe("toJsonSchema", () => {
  it("carries what the schema refers to, once each, and nothing else", () => {
    const schemas: Schemas = {
      Tree: {
        type: "object",
        properties: { left: { $ref: `${prefix}Tree` }, leaf: { allOf: [{ $ref: `${prefix}Leaf` }] } },
      },
      Leaf: { type: "string" },
      Other: { type: "string" },
    };
    const { $ref, definitions } = toJsonSchema(schemas, "Tree");
    assert.equal($ref, "#/definitions/Tree");
    assert.deepEqual(definitions, {
      Tree: {
        type: "object",
        properties: { left: { $ref: "#/definitions/Tree" }, leaf: { allOf: [{ $ref: "#/definitions/Leaf" }] } },
        additionalProperties: false,
      },
      Leaf: { type: "string" },
    });
  });

  it("refuses fields that are not declared, at every depth", () => {
    const inner = { type: "object", properties: { a: { type: "string" } } };
    const converted = convert({ type: "object", properties: { list: { type: "array", items: inner } } });
    assert.equal(converted.additionalProperties, false);
    assert.equal(converted.properties?.["list"]?.items?.additionalProperties, false);
  });

  it("lets objects hold what they like where that is declared", () => {
    const properties = { a: { type: "string" } };
    const preserving = { type: "object", properties, "x-kubernetes-preserve-unknown-fields": true };
    const branch = { anyOf: [{ properties }] };
    for (const schema of [{ type: "object" }, preserving])
      assert.equal("additionalProperties" in convert(schema), false);
    assert.deepEqual(convert(branch), branch);
    const map = { type: "object", additionalProperties: { type: "string" } };
    assert.deepEqual(convert(map), map);
  });

  it("says in JSON Schema's words what may be null, and what is a number or a text", () => {
    assert.deepEqual(convert({ type: "string", nullable: true }).type, ["string", "null"]);
    assert.deepEqual(convert({ "x-kubernetes-int-or-string": true }).type, ["integer", "string"]);
  });
});
