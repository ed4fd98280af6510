import { type DescField, type DescMessage, type Message, type Registry, toJson } from "@bufbuild/protobuf";
import { isImplicit, isJsonStruct, isUnwrapped } from "../field-shape.ts";
import { createScalarWriter, type Writer, writeEnum, writeTimestamp } from "./json-scalar.ts";

/**
 * Compiles a message's descriptor into a function that writes its JSON, the same text as `toJson`'s with
 * `alwaysEmitImplicit`; a test holds it to that. Only names from the descriptor, as string literals, get into the source.
 * Throws an EvalError where code must not be generated.
 */
export function compileJson(desc: DescMessage, registry: Registry): (message: Message) => string {
  const compiler = new Compiler(registry);
  const main = compiler.addMessage(desc);
  return compiler.build(main);
}

/** Gathers one JavaScript function per message, and the writers that they call. */
class Compiler {
  readonly #registry: Registry;
  readonly #sources: string[] = [];
  readonly #messages = new Map<DescMessage, string>();
  readonly #writers: unknown[] = [writeArray, writeMap, toWrong, Object.hasOwn];

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Adds the function that writes such a message; answers its name. */
  addMessage(desc: DescMessage): string {
    const known = this.#messages.get(desc);
    if (known) return known;
    if (hasOwnForm(desc)) return this.#addWriter(this.#createWellKnown(desc));
    const name = `message${this.#messages.size}`;
    this.#messages.set(desc, name);
    const fields = desc.fields.toSorted((a, b) => a.number - b.number);
    this.#sources.push(this.#toFunction(name, desc.typeName, fields));
    return name;
  }

  build(main: string): (message: Message) => string {
    const names = this.#writers.map((_, index) => `writer${index}`);
    const source = `"use strict"; ${this.#sources.join("\n")}\nreturn ${main};`;
    return new Function(...names, source)(...this.#writers) as (message: Message) => string;
  }

  #toFunction(name: string, typeName: string, fields: readonly DescField[]): string {
    const quoted = JSON.stringify(typeName);
    const check = `if (m.$typeName !== ${quoted}) throw writer2(${quoted}, m);`;
    const members = fields.map((field) => this.#toMember(field));
    // With a first member that is always there, every comma has its place; else the first one is cut off.
    const isSteady = fields[0] !== undefined && isAlwaysThere(fields[0]);
    const text = members.length === 0 ? '""' : members.join(" + ");
    const body = isSteady ? `"{" + ${text.replace('",', '"')} + "}"` : `"{" + (${text}).slice(1) + "}"`;
    return `function ${name}(m) { ${check} return ${body}; }`;
  }

  /** An expression for `,"key":value`, or for nothing when the field is absent. */
  #toMember(field: DescField): string {
    const key = JSON.stringify(`,${JSON.stringify(field.jsonName)}:`);
    const local = JSON.stringify(field.localName);
    if (field.oneof) {
      const choice = `m[${JSON.stringify(field.oneof.localName)}]`;
      return `(${choice}.case === ${local} ? ${key} + ${this.#toValue(field, `${choice}.value`)} : "")`;
    }
    const value = `${key} + ${this.#toValue(field, `m[${local}]`)}`;
    if (isAlwaysThere(field)) return value;
    return `(m[${local}] !== undefined && writer3(m, ${local}) ? ${value} : "")`;
  }

  #toValue(field: DescField, value: string): string {
    const write = this.#addSingle(field);
    if (field.fieldKind === "list") return `writer0(${value}, ${write})`;
    if (field.fieldKind === "map") return `writer1(${value}, ${write})`;
    return `${write}(${value})`;
  }

  #addSingle(field: DescField): string {
    if (field.scalar !== undefined) return this.#addWriter(createScalarWriter(field.scalar));
    if (field.enum) return this.#addWriter(writeEnum(field.enum));
    const desc = field.message!;
    if (isUnwrapped(field)) return this.#addWriter(createScalarWriter(desc.fields[0]!.scalar!));
    return isJsonStruct(field) ? this.#addWriter(JSON.stringify) : this.addMessage(desc);
  }

  #addWriter(writer: unknown): string {
    const index = this.#writers.indexOf(writer);
    return `writer${index >= 0 ? index : this.#writers.push(writer) - 1}`;
  }

  #createWellKnown(desc: DescMessage): Writer {
    const slow: Writer = (message) => {
      return JSON.stringify(toJson(desc, message as Message, { registry: this.#registry, alwaysEmitImplicit: true }));
    };
    return desc.typeName === "google.protobuf.Timestamp" ? (time) => writeTimestamp(time, slow) : slow;
  }
}

function isAlwaysThere(field: DescField): boolean {
  if (field.oneof) return false;
  return field.fieldKind === "list" || field.fieldKind === "map" || isImplicit(field);
}

/** The well-known types whose JSON is not an object of their fields, and messages with extensions. */
function hasOwnForm(desc: DescMessage): boolean {
  return desc.typeName.startsWith("google.protobuf.") || desc.proto.extensionRange.length > 0;
}

function toWrong(typeName: string, message: { readonly $typeName: string }): TypeError {
  return new TypeError(`a ${typeName} is wanted, not a ${message.$typeName}`);
}

function writeArray(items: readonly unknown[], write: Writer): string {
  let text = "";
  for (const item of items) text = text === "" ? write(item) : `${text},${write(item)}`;
  return `[${text}]`;
}

function writeMap(entries: Readonly<Record<string, unknown>>, write: Writer): string {
  let text = "";
  for (const key of Object.keys(entries)) {
    const member = `${JSON.stringify(key)}:${write(entries[key])}`;
    text = text === "" ? member : `${text},${member}`;
  }
  return `{${text}}`;
}
