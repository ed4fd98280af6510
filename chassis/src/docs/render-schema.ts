import type { JsonSchema } from "../openapi/json-schema.ts";
import { type Html, html, prose } from "./html.ts";

/** One schema of the document: its fields with their types, rules and descriptions. */
export function renderSchema(name: string, schema: JsonSchema): Html {
  const { properties = {}, required = [], enum: values } = schema as Shape;
  const rows = Object.entries(properties).map(([field, value]) => renderField(field, value, required.includes(field)));
  return html`<details id="${name}"><summary><code>${name}</code></summary><div>
<p>${prose(schema["description"])}</p>
${values && html`<p>${values.map((value) => html`<code>${value}</code> `)}</p>`}
${rows.length > 0 && html`<table>${rows}</table>`}
</div></details>
`;
}

/** A row with a field's name, its type with its rules, and what it means. */
export function renderField(name: string, schema: JsonSchema, isRequired: boolean): Html {
  const mark = isRequired && html` <span class="must" title="required">*</span>`;
  const access = schema["readOnly"] === true && html` <span class="soft">read only</span>`;
  return html`<tr><td><code>${name}</code>${mark}${access}</td><td>${renderType(schema)}</td><td>${prose(schema["description"])}</td></tr>
`;
}

interface Shape {
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
}

/** A type in a few words: `string`, `array of User`, with links to schemas. */
export function renderType(schema: JsonSchema): Html {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    return html`<a href="#${name}">${name.slice(name.lastIndexOf(".") + 1)}</a>`;
  }
  if (schema["type"] === "array" && schema["items"]) {
    return html`array of ${renderType(schema["items"] as JsonSchema)}${renderRules(schema)}`;
  }
  const values = schema["additionalProperties"];
  if (typeof values === "object") return html`map to ${renderType(values as JsonSchema)}${renderRules(schema)}`;
  const type = [schema["type"] ?? "anything"].flat().join(" or ");
  return html`${type}${schema["format"] ? ` (${schema["format"]})` : ""}${renderRules(schema)}`;
}

const hidden = new Set(["type", "format", "description", "items", "additionalProperties", "properties", "required"]);
const quiet = new Set(["readOnly", "writeOnly", "$ref", "anyOf", "allOf", "contentEncoding", "examples", "x-cel"]);

function renderRules(schema: JsonSchema): Html | undefined {
  const rules = Object.entries(schema).filter(([name]) => !hidden.has(name) && !quiet.has(name));
  if (rules.length === 0) return undefined;
  return html`<br><span class="soft">${rules.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ")}</span>`;
}
