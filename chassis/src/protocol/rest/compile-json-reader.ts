import {
  type DescField,
  type DescMessage,
  fromJson,
  type JsonValue,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { toEmptySource } from "../binary/empty-message.ts";
import { MessageProgram } from "../binary/message-program.ts";
import { odd } from "../binary/odd.ts";
import { isJsonStruct, isUnwrapped } from "../field-shape.ts";
import { type JsonForm, toJsonName } from "./json-form.ts";
import { createEnumReader, createScalarReader } from "./json-value.ts";

/** Parsed JSON → message. */
export type JsonReader = (json: JsonValue) => Message;

/**
 * Compiles a message's descriptor into JavaScript that reads its JSON: the message that `fromJson` makes of it; a test
 * holds it to that. It knows JSON as encoders write it in this form. Whatever is odd it throws at: null, unknown keys,
 * names of the other kind, numbers as text, values out of range. Only names from the descriptor, as string literals, get
 * into the source. Throws an EvalError where code must not be generated.
 */
export function compileJsonReader(desc: DescMessage, form: JsonForm): JsonReader {
  return new ReaderCompiler(form).compile(desc);
}

class ReaderCompiler {
  readonly #form: JsonForm;
  readonly #program = new MessageProgram({ odd, readList, readMap, assertObject });

  constructor(form: JsonForm) {
    this.#form = form;
  }

  compile(desc: DescMessage): JsonReader {
    return this.#program.build(this.#nameOf(desc));
  }

  #nameOf(desc: DescMessage): string {
    if (desc.typeName.startsWith("google.protobuf.")) return this.#program.use(this.#createWellKnown(desc));
    return this.#program.nameOf(desc, (name) => this.#toFunction(name, desc));
  }

  #toFunction(name: string, desc: DescMessage): string {
    const fields = listPlain(desc, this.#form);
    return `function ${name}(json) {
      assertObject(json);
      const m = ${toEmptySource(desc, this.#program)};
      for (const key in json) switch (key) {
        ${fields.map((field) => this.#toCase(field)).join("\n")}
        default: throw odd;
      }
      return m;
    }`;
  }

  #toCase(field: DescField): string {
    return `case ${JSON.stringify(toJsonName(field, this.#form))}: ${this.#toStatement(field)} break;`;
  }

  #toStatement(field: DescField): string {
    const read = this.#toReader(field);
    const local = `m[${JSON.stringify(field.localName)}]`;
    if (field.fieldKind === "list") return `${local} = readList(json[key], ${read});`;
    if (field.fieldKind === "map") return `${local} = readMap(json[key], ${read});`;
    if (!field.oneof) return `${local} = ${read}(json[key]);`;
    const choice = `m[${JSON.stringify(field.oneof.localName)}]`;
    const name = JSON.stringify(field.localName);
    return `if (${choice}.case !== undefined) throw odd; ${choice} = { case: ${name}, value: ${read}(json[key]) };`;
  }

  /** The name of the function that reads one value of the field. */
  #toReader(field: DescField): string {
    if (field.fieldKind === "map" && field.mapKey !== ScalarType.STRING) return this.#program.use(refuse);
    if (field.message) return this.#nameOf(field.message);
    if (field.enum) return this.#program.use(createEnumReader(field.enum));
    const isText = "longAsString" in field && field.longAsString;
    return this.#program.use(isText ? refuse : createScalarReader(field.scalar!));
  }

  #createWellKnown(desc: DescMessage): JsonReader {
    const { registry } = this.#form;
    return (json) => {
      if (json === null) throw odd;
      return fromJson(desc, json, { registry });
    };
  }
}

/** Fields that may be read by the name they are written under, and whose values are as the field says. */
function listPlain(desc: DescMessage, form: JsonForm): readonly DescField[] {
  const byKey = new Map(
    desc.fields.flatMap((field) => [[field.name, field] as const, [field.jsonName, field] as const]),
  );
  const own = desc.fields.filter((field) => byKey.get(toJsonName(field, form)) === field);
  return own.filter((field) => !isJsonStruct(field) && !isUnwrapped(field));
}

type Read = (value: JsonValue) => unknown;

function assertObject(json: JsonValue): void {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw odd;
}

function readList(json: JsonValue, read: Read): unknown[] {
  if (!Array.isArray(json)) throw odd;
  return json.map((item) => read(item));
}

function readMap(json: JsonValue, read: Read): Record<string, unknown> {
  assertObject(json);
  const map: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json as Record<string, JsonValue>)) {
    if (key === "__proto__" || !key.isWellFormed()) throw odd;
    map[key] = read(value);
  }
  return map;
}

function refuse(): never {
  throw odd;
}
