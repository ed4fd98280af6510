import { create, type DescField, type DescMessage, type JsonValue, mergeFromJson } from "@bufbuild/protobuf";
import type { FieldViolation } from "../../fault.ts";
import { type JsonForm, toJsonName } from "./json-form.ts";
import { toExpected } from "./text-form.ts";

const maxViolations = 20;
/** A body may have millions of values, and each costs a trial: looking for the wrong one must not become the attack. */
const maxTrials = 10_000;

/**
 * What does not fit a message in a JSON value that protobuf refused: every field with its path, at most twenty. None
 * when the first ten thousand values fit.
 */
export function explainMismatch(desc: DescMessage, json: JsonValue, form: JsonForm): readonly FieldViolation[] {
  const walk = new Walk(form);
  walk.message(desc, json, "");
  return walk.violations;
}

class Walk {
  readonly violations: FieldViolation[] = [];
  readonly #form: JsonForm;
  #trials = 0;

  constructor(form: JsonForm) {
    this.#form = form;
  }

  message(desc: DescMessage, json: JsonValue, path: string): void {
    for (const [key, value] of this.#entries(json, path)) {
      const field = desc.fields.find((candidate) => candidate.jsonName === key || candidate.name === key);
      const at = path === "" ? key : `${path}.${key}`;
      if (field) this.#field(field, value, at);
      else if (!this.#form.ignoresUnknown) this.#report(at, "unknown", `is unknown; ${this.#describe(desc)}`);
    }
  }

  #field(field: DescField, json: JsonValue, path: string): void {
    if (json === null) this.#leaf(field, json, path);
    else if (field.fieldKind === "list") this.#list(field, json, path);
    else if (field.fieldKind === "map") this.#map(field, json, path);
    else if (field.fieldKind === "message" && isOpen(field.message)) this.message(field.message, json, path);
    else this.#leaf(field, json, path);
  }

  #list(field: DescField & { fieldKind: "list" }, json: JsonValue, path: string): void {
    if (!Array.isArray(json)) this.#report(path, "type", `must be an array; it is ${toKind(json)}`);
    const items = Array.isArray(json) ? json : [];
    for (const [index, item] of items.entries()) {
      if (this.#isEnough()) break;
      const at = `${path}[${index}]`;
      if (field.listKind === "message" && isOpen(field.message) && item !== null) this.message(field.message, item, at);
      else this.#leaf(field, [item], at, item);
    }
  }

  #map(field: DescField & { fieldKind: "map" }, json: JsonValue, path: string): void {
    for (const [key, value] of this.#entries(json, path)) {
      const at = `${path}[${JSON.stringify(key)}]`;
      if (field.mapKind === "message" && isOpen(field.message) && value !== null)
        this.message(field.message, value, at);
      else this.#leaf(field, { [key]: value }, at, value);
    }
  }

  /** The members of an object, until enough is known. */
  *#entries(json: JsonValue, path: string): Iterable<[string, JsonValue]> {
    if (!isObject(json)) this.#report(path, "type", `must be an object; it is ${toKind(json)}`);
    for (const entry of isObject(json) ? Object.entries(json) : []) {
      if (this.#isEnough()) return;
      yield entry;
    }
  }

  #isEnough(): boolean {
    return this.violations.length >= maxViolations || this.#trials >= maxTrials;
  }

  /** Tries one value by itself: what protobuf says of it is what is wrong. */
  #leaf(field: DescField, json: JsonValue, path: string, shown: JsonValue = json): void {
    this.#trials++;
    const { registry } = this.#form;
    try {
      mergeFromJson(field.parent, create(field.parent), { [field.jsonName]: json }, { registry });
    } catch {
      const isTorn = typeof shown === "string" && !shown.isWellFormed();
      const expected = isTorn ? "well-formed Unicode, without half a surrogate pair" : toExpected(field);
      this.#report(path, "type", `must be ${expected}; it is ${toKind(shown)}`);
    }
  }

  #describe(desc: DescMessage): string {
    const names = desc.fields.map((field) => toJsonName(field, this.#form));
    return `${desc.typeName} has ${names.join(", ") || "no fields"}`;
  }

  #report(field: string, rule: string, message: string): void {
    this.violations.push({ field, rule, message });
  }
}

function isObject(json: JsonValue): json is { [key: string]: JsonValue } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Has the message fields of its own in JSON, rather than a form such as a time's? */
function isOpen(desc: DescMessage): boolean {
  return !desc.typeName.startsWith("google.protobuf.");
}

function toKind(json: JsonValue): string {
  if (json === null) return "null";
  if (Array.isArray(json)) return "an array";
  if (typeof json === "object") return "an object";
  const text = JSON.stringify(json);
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
