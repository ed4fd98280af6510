import { type DescField, type DescMessage, type Message, type Registry, toJson } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { createScalarWriter, type Writer, writeEnum, writeTimestamp } from "./json-scalar.ts";

/** Message → JSON text. */
export type JsonEncoder = (message: Message) => string;

/**
 * Protobuf JSON in camelCase, with the fields that have their default value: of a message, or of one of its fields
 * (`null` when that is absent). Compiled once per message into closures that write text, three times as fast as making
 * an object first; the answer is the same as `toJson`'s with `alwaysEmitImplicit`, and a test holds it to that.
 */
export function createJsonEncoder(desc: DescMessage, registry: Registry, field?: DescField): JsonEncoder {
  const compiler = new Compiler(registry);
  if (!field) return compiler.message(desc) as JsonEncoder;
  const write = compiler.field(field, "");
  return (message) => write(message as unknown as Fields) || "null";
}

type Fields = Readonly<Record<string, unknown>>;
/** Writes a member of an object, or nothing when the field is absent. */
type FieldWriter = (message: Fields) => string;

class Compiler {
  readonly #registry: Registry;
  readonly #known = new Map<DescMessage, Writer>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  message(desc: DescMessage): Writer {
    const known = this.#known.get(desc);
    if (known) return known;
    const writer = hasOwnForm(desc) ? this.#wellKnown(desc) : undefined;
    if (writer) return writer;
    const fields: FieldWriter[] = [];
    const write: Writer = (message) => writeObject(desc.typeName, fields, message as Fields);
    this.#known.set(desc, write);
    const sorted = desc.fields.toSorted((a, b) => a.number - b.number);
    fields.push(...sorted.map((field) => this.field(field, `${JSON.stringify(field.jsonName)}:`)));
    return write;
  }

  /** `key` goes before the value. */
  field(field: DescField, key: string): FieldWriter {
    const { localName, oneof } = field;
    const write = this.#value(field);
    if (oneof) {
      return (message) => {
        const choice = message[oneof.localName] as { readonly case?: string; readonly value?: unknown };
        return choice.case === localName ? key + write(choice.value) : "";
      };
    }
    if (field.fieldKind === "list" || field.fieldKind === "map" || field.presence === implicit) {
      return (message) => key + write(message[localName]);
    }
    return (message) => {
      const value = message[localName];
      return value !== undefined && Object.hasOwn(message, localName) ? key + write(value) : "";
    };
  }

  #value(field: DescField): Writer {
    const write = this.#single(field);
    if (field.fieldKind === "list") return (items) => writeArray(items as readonly unknown[], write);
    if (field.fieldKind === "map") return (entries) => writeMap(entries as Fields, write);
    return write;
  }

  #single(field: DescField): Writer {
    if (field.scalar !== undefined) return createScalarWriter(field.scalar);
    if (field.enum) return writeEnum(field.enum);
    const desc = field.message!;
    // In a singular field outside a oneof, protobuf-es holds the value of a wrapper without the wrapper.
    const isBare = isWrapperDesc(desc) && field.fieldKind === "message" && !field.oneof;
    if (isBare) return createScalarWriter(desc.fields[0]!.scalar!);
    // It holds a Struct as the plain object that it stands for.
    const isPlain = desc.typeName === "google.protobuf.Struct" && field.parent.typeName !== "google.protobuf.Value";
    return isPlain ? (value) => JSON.stringify(value) : this.message(desc);
  }

  #wellKnown(desc: DescMessage): Writer {
    const slow: Writer = (message) => {
      return JSON.stringify(toJson(desc, message as Message, { registry: this.#registry, alwaysEmitImplicit: true }));
    };
    return desc.typeName === "google.protobuf.Timestamp" ? (time) => writeTimestamp(time, slow) : slow;
  }
}

/** Number of `FieldPresence.IMPLICIT` (descriptor.proto): the default value and absence are one. */
const implicit = 2;

/** The well-known types whose JSON is not an object of their fields, and messages with extensions. */
function hasOwnForm(desc: DescMessage): boolean {
  return desc.typeName.startsWith("google.protobuf.") || desc.proto.extensionRange.length > 0;
}

function writeObject(typeName: string, fields: readonly FieldWriter[], message: Fields): string {
  if (message["$typeName"] !== typeName) throw new TypeError(`a ${typeName} is wanted, not a ${message["$typeName"]}`);
  let text = "";
  for (const write of fields) {
    const member = write(message);
    if (member !== "") text = text === "" ? member : `${text},${member}`;
  }
  return `{${text}}`;
}

function writeArray(items: readonly unknown[], write: Writer): string {
  let text = "";
  for (const item of items) text = text === "" ? write(item) : `${text},${write(item)}`;
  return `[${text}]`;
}

function writeMap(entries: Fields, write: Writer): string {
  let text = "";
  for (const key of Object.keys(entries)) {
    const member = `${JSON.stringify(key)}:${write(entries[key])}`;
    text = text === "" ? member : `${text},${member}`;
  }
  return `{${text}}`;
}
