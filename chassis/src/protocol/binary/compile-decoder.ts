import { type DescField, type DescMessage, type DescOneof, type Message, ScalarType } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { isDelimited, isJsonStruct, isUnwrapped } from "../field-shape.ts";
import { toEmptySource } from "./empty-message.ts";
import { MessageProgram } from "./message-program.ts";
import { odd } from "./odd.ts";
import type { WireReader } from "./wire-reader.ts";
import { toScalar, toTag, toWireType } from "./wire-type.ts";

/** Reads a message that ends at a position. */
export type MessageReader = (reader: WireReader, end: number) => Message;

/**
 * Compiles a message's descriptor into JavaScript that reads its binary form: the message that `fromBinary` makes of the
 * same bytes; a test holds it to that. It knows bytes as encoders write them. Whatever is odd it throws at: groups,
 * messages in parts, another wire type than the field's, broken bytes. Only names from the descriptor, as string literals, get
 * into the source. Throws an EvalError where code must not be generated.
 */
export function compileDecoder(desc: DescMessage): MessageReader {
  return new DecoderCompiler().compile(desc);
}

class DecoderCompiler {
  readonly #program = new MessageProgram({ odd });

  compile(desc: DescMessage): MessageReader {
    return this.#program.build(this.#nameOf(desc));
  }

  #nameOf(desc: DescMessage): string {
    return this.#program.nameOf(desc, (name) => this.#toFunction(name, desc));
  }

  #toFunction(name: string, desc: DescMessage): string {
    const fields = desc.fields.filter((field) => !isJsonStruct(field) && !isDelimited(field));
    const known = this.#program.use(new Set(desc.fields.map(({ number }) => number)));
    return `function ${name}(r, end) {
      const m = ${toEmptySource(desc, this.#program)};
      for (let tag; r.at < end; ) switch ((tag = r.tag())) {
        ${fields.map((field) => this.#toCase(field)).join("\n")}
        default: (m.$unknown ??= []).push(r.unknown(tag, ${known}));
      }
      r.leave(end);
      return m;
    }`;
  }

  #toCase(field: DescField): string {
    const tag =
      field.fieldKind === "map" ? toTag(field.number, WireType.LengthDelimited) : toOwnTag(field, field.number);
    return `case ${tag}: ${this.#toStatement(field)} break;`;
  }

  #toStatement(field: DescField): string {
    const local = `m[${JSON.stringify(field.localName)}]`;
    if (field.fieldKind === "map") return this.#toEntry(field, local);
    if (field.fieldKind === "list") return this.#toItem(field, local);
    if (field.oneof) return this.#toChoice(field, field.oneof);
    if (!field.message) return `${local} = ${this.#toRead(field)};`;
    const value = isUnwrapped(field) ? `${this.#toRead(field)}.value` : this.#toRead(field);
    return `if (${local} !== undefined) throw odd; ${local} = ${value};`;
  }

  #toItem(field: DescField, local: string): string {
    const item = `${local}.push(${this.#toRead(field)});`;
    const scalar = toScalar(field);
    if (scalar === undefined || toWireType(scalar) === WireType.LengthDelimited) return item;
    // Both forms are to be read, whichever the contract names.
    return `${item} break;
      case ${toTag(field.number, WireType.LengthDelimited)}: {
        const end = r.endOfLength();
        while (r.at < end) ${item}
      }`;
  }

  #toEntry(field: DescField & { fieldKind: "map" }, local: string): string {
    return `{
      const end = r.endOfLength();
      if (r.tag() !== ${toTag(1, toWireType(field.mapKey))}) throw odd;
      const key = r.${toMethod(field.mapKey)}();
      if (r.tag() !== ${toOwnTag(field, 2)} || key === "__proto__") throw odd;
      ${local}[key] = ${this.#toRead(field)};
      if (r.at !== end) throw odd;
    }`;
  }

  #toChoice(field: DescField, oneof: DescOneof): string {
    const choice = `m[${JSON.stringify(oneof.localName)}]`;
    const name = JSON.stringify(field.localName);
    const assign = `${choice} = { case: ${name}, value: ${this.#toRead(field)} };`;
    return field.message ? `if (${choice}.case === ${name}) throw odd; ${assign}` : assign;
  }

  /** An expression for one value. */
  #toRead(field: DescField): string {
    if (field.message) return `${this.#nameOf(field.message)}(r, r.enter())`;
    const read = `r.${toMethod(toScalar(field)!)}()`;
    if (field.fieldKind === "enum" && !field.enum.open) {
      const known = new Set(field.enum.values.map((value) => value.number));
      return `${this.#program.use((number: number) => assertKnown(number, known))}(${read})`;
    }
    return "longAsString" in field && field.longAsString ? `String(${read})` : read;
  }
}

/** The method of a {@link WireReader} that reads such values has protobuf's name of them. */
function toMethod(scalar: ScalarType): string {
  return ScalarType[scalar].toLowerCase();
}

function toOwnTag(field: DescField, number: number): number {
  const scalar = toScalar(field);
  return toTag(number, scalar === undefined ? WireType.LengthDelimited : toWireType(scalar));
}

function assertKnown(number: number, known: ReadonlySet<number>): number {
  if (!known.has(number)) throw odd;
  return number;
}
