import { type DescField, type DescMessage, type Message, mergeFromJson, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { Fault, quote } from "../../fault.ts";
import { createTarget, type Target } from "./target.ts";
import { parseValue, type TextForm, toTextForm } from "./text-form.ts";

/** A field that a path or a query can set. */
export interface Parameter {
  /** Proto name, such as `sub.page_size`. */
  readonly name: string;
  /** JSON name, such as `sub.pageSize`. */
  readonly jsonName: string;
  readonly isRepeated: boolean;
  readonly field: DescField;
  /** Sets the field from texts that are decoded already. Throws BAD_PARAMETER. */
  assign(message: Message, texts: readonly string[]): void;
}

/** Makes a parameter of the last field in `fields`; undefined when no text can say its value (messages, maps). */
export function createParameter(fields: readonly DescField[]): Parameter | undefined {
  const field = fields.at(-1)!;
  const form = toTextForm(field);
  if (!form) return undefined;
  const name = fields.map((step) => step.name).join(".");
  const jsonName = fields.map((step) => step.jsonName).join(".");
  const isRepeated = field.fieldKind === "list";
  const target = createTarget(fields.slice(0, -1));
  const assign = isPlainText(field) ? assignText(field, target, name) : assignJson(field, target, name, form);
  return { name, jsonName, isRepeated, field, assign };
}

/** Every field that a query may set, by proto name; a message type that contains itself is entered once. */
export function listParameters(desc: DescMessage, isBound: (name: string) => boolean): readonly Parameter[] {
  return collect(desc, [], isBound);
}

function collect(
  desc: DescMessage,
  parents: readonly DescField[],
  isBound: (name: string) => boolean,
): readonly Parameter[] {
  return desc.fields.flatMap((field) => {
    const fields = [...parents, field];
    if (isBound(fields.map((step) => step.name).join("."))) return [];
    const parameter = createParameter(fields);
    if (parameter) return [parameter];
    const isOpen = field.fieldKind === "message" && !isWrapperDesc(field.message) && !isWellKnown(field.message);
    const isCycle = fields.some((step) => step.parent === field.message);
    return isOpen && !isCycle ? collect(field.message, fields, isBound) : [];
  });
}

function isWellKnown(desc: DescMessage): boolean {
  return desc.typeName.startsWith("google.protobuf.");
}

/** A singular string outside a oneof: by far the most common parameter. */
function isPlainText(field: DescField): boolean {
  return field.fieldKind === "scalar" && field.scalar === ScalarType.STRING && !field.oneof;
}

function assignText(field: DescField, target: Target, name: string): Parameter["assign"] {
  const { localName } = field;
  return (message, texts) => {
    if (texts.length > 1) throw repeated(name, texts.length);
    target(message)[localName] = texts[0];
  };
}

function assignJson(field: DescField, target: Target, name: string, form: TextForm): Parameter["assign"] {
  const isRepeated = field.fieldKind === "list";
  return (message, texts) => {
    if (texts.length > 1 && !isRepeated) throw repeated(name, texts.length);
    const owner = target(message) as unknown as Message;
    for (const text of texts) {
      try {
        const value = parseValue(form, text);
        mergeFromJson(field.parent, owner, { [field.jsonName]: isRepeated ? [value] : value });
      } catch (cause) {
        throw badParameter(name, `must be ${form.expected}; it is ${quote(text)}`, cause);
      }
    }
  };
}

function repeated(name: string, times: number): Fault {
  return badParameter(name, `takes one value; it is given ${times} times`);
}

/** BAD_PARAMETER for one parameter; `problem` completes "Parameter x …". */
export function badParameter(name: string, problem: string, cause?: unknown): Fault {
  return new Fault({
    code: "invalid_argument",
    reason: "BAD_PARAMETER",
    message: `Parameter ${name} ${problem}.`,
    violations: [{ field: name, rule: "parameter", message: problem }],
    cause,
  });
}
