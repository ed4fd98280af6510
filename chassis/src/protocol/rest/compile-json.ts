import { type DescField, type DescMessage, type Message, ScalarType, toJson } from "@bufbuild/protobuf";
import { isImplicit, isJsonStruct, isUnwrapped } from "../field-shape.ts";
import { type JsonForm, toJsonName } from "./json-form.ts";
import { createScalarWriter, type Writer, writeEnum, writeTimestamp } from "./json-scalar.ts";

/**
 * Compiles the descriptor of a message that has no form of its own into a function that writes its JSON, the same text as
 * by `toJson`, with the fields that have their default value: everywhere, or in the message itself only where the form
 * omits what is empty; a test holds it to that. Only names from the descriptor, as string literals, get into the source.
 * Throws an EvalError where code must not be generated.
 */
export function compileJson(desc: DescMessage, form: JsonForm): (message: Message) => string {
  const compiler = new Compiler(form);
  return compiler.build(compiler.addAnswer(desc));
}

/** Gathers one JavaScript function per message, and the writers that they call. */
class Compiler {
  readonly #form: JsonForm;
  readonly #sources: string[] = [];
  readonly #messages = new Map<DescMessage, string>();
  readonly #writers: unknown[] = [writeArray, writeMap, toWrong, Object.hasOwn, hasKeys];

  constructor(form: JsonForm) {
    this.#form = form;
  }

  /** Adds the function that writes the outermost message; answers its name. */
  addAnswer(desc: DescMessage): string {
    if (!this.#form.omitsEmpty) return this.#addMessage(desc);
    this.#sources.push(this.#toFunction("answer", desc, true));
    return "answer";
  }

  /** Adds the function that writes such a message inside of others; answers its name. */
  #addMessage(desc: DescMessage): string {
    const known = this.#messages.get(desc);
    if (known) return known;
    if (hasOwnForm(desc)) return this.#addWriter(this.#createWellKnown(desc));
    const name = `message${this.#messages.size}`;
    this.#messages.set(desc, name);
    this.#sources.push(this.#toFunction(name, desc, !this.#form.omitsEmpty));
    return name;
  }

  build(main: string): (message: Message) => string {
    const names = this.#writers.map((_, index) => `writer${index}`);
    const source = `"use strict"; ${this.#sources.join("\n")}\nreturn ${main};`;
    return new Function(...names, source)(...this.#writers) as (message: Message) => string;
  }

  #toFunction(name: string, desc: DescMessage, keepsEmpty: boolean): string {
    const quoted = JSON.stringify(desc.typeName);
    const check = `if (m.$typeName !== ${quoted}) throw writer2(${quoted}, m);`;
    const fields = desc.fields.toSorted((a, b) => a.number - b.number);
    const members = fields.map((field) => this.#toMember(field, keepsEmpty));
    // With a first member that is always there, every comma has its place; else the first one is cut off.
    const isSteady = keepsEmpty && fields[0] !== undefined && isAlwaysThere(fields[0]);
    const text = members.length === 0 ? '""' : members.join(" + ");
    const body = isSteady ? `"{" + ${text.replace('",', '"')} + "}"` : `"{" + (${text}).slice(1) + "}"`;
    return `function ${name}(m) { ${check} return ${body}; }`;
  }

  /** An expression for `,"key":value`, or for nothing when the field is absent, or empty and not to be kept. */
  #toMember(field: DescField, keepsEmpty: boolean): string {
    const key = JSON.stringify(`,${JSON.stringify(toJsonName(field, this.#form))}:`);
    const local = JSON.stringify(field.localName);
    if (field.oneof) {
      const choice = `m[${JSON.stringify(field.oneof.localName)}]`;
      return `(${choice}.case === ${local} ? ${key} + ${this.#toValue(field, `${choice}.value`)} : "")`;
    }
    const value = `${key} + ${this.#toValue(field, `m[${local}]`)}`;
    if (isAlwaysThere(field)) return keepsEmpty ? value : `(${toEmptiness(field, `m[${local}]`)} ? "" : ${value})`;
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
    return isJsonStruct(field) ? this.#addWriter(JSON.stringify) : this.#addMessage(desc);
  }

  #addWriter(writer: unknown): string {
    const index = this.#writers.indexOf(writer);
    return `writer${index >= 0 ? index : this.#writers.push(writer) - 1}`;
  }

  #createWellKnown(desc: DescMessage): Writer {
    const { registry, isSnakeCase, omitsEmpty } = this.#form;
    const options = { registry, useProtoFieldName: isSnakeCase, alwaysEmitImplicit: !omitsEmpty };
    const slow: Writer = (message) => JSON.stringify(toJson(desc, message as Message, options));
    return desc.typeName === "google.protobuf.Timestamp" ? (time) => writeTimestamp(time, slow) : slow;
  }
}

function isAlwaysThere(field: DescField): boolean {
  if (field.oneof) return false;
  return field.fieldKind === "list" || field.fieldKind === "map" || isImplicit(field);
}

/** An expression that tells whether a field that is always there has its default value; a wrong type is not empty. */
function toEmptiness(field: DescField, value: string): string {
  if (field.fieldKind === "map") return `!writer4(${value})`;
  if (field.fieldKind === "list" || field.scalar === ScalarType.BYTES) return `${value}?.length === 0`;
  if (field.scalar === ScalarType.STRING) return `${value} === ""`;
  if (field.scalar === ScalarType.BOOL) return `${value} === false`;
  // Minus zero is no default value, though it reads like one.
  return `Object.is(${value}, 0) || ${value} === 0n || ${value} === "0"`;
}

/** The well-known types whose JSON is not an object of their fields, and messages with extensions. */
export function hasOwnForm(desc: DescMessage): boolean {
  return desc.typeName.startsWith("google.protobuf.") || desc.proto.extensionRange.length > 0;
}

function toWrong(typeName: string, message: { readonly $typeName: string }): TypeError {
  return new TypeError(`a ${typeName} is wanted, not a ${message.$typeName}`);
}

function hasKeys(entries: object): boolean {
  return Object.keys(entries).length > 0;
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
