import { type DescField, type DescMessage, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** How a value reads as the text of a path or a query. */
export interface TextForm {
  /** Completes "must be …". */
  readonly expected: string;
  readonly pattern: RegExp | undefined;
  /** Text that passed the pattern → what protobuf JSON reads. */
  toJson(text: string): JsonValue;
}

/** Text → protobuf JSON. Throws when the text has not the form. */
export function parseValue(form: TextForm, text: string): JsonValue {
  if (form.pattern && !form.pattern.test(text)) throw new Error(`expected ${form.expected}`);
  return form.toJson(text);
}

/** The text form of a field's value, or of one item of a repeated field; undefined when it has none. */
export function toTextForm(field: DescField): TextForm | undefined {
  const kind = field.fieldKind === "list" ? field.listKind : field.fieldKind;
  if (kind === "map") return undefined;
  if (kind === "message") return toMessageForm(field.message!);
  if (kind === "scalar") return scalarForms.get(field.scalar!) ?? integerForm(field.scalar!);
  const names = field.enum!.values.map((value) => value.name).join(", ");
  return form(`one of ${names}, or its number`, undefined, (text) => (/^-?\d+$/.test(text) ? Number(text) : text));
}

/** What a field's value, or an item of it, must be: completes "must be …". */
export function toExpected(field: DescField): string {
  const form = field.fieldKind === "map" ? undefined : toTextForm(field);
  return form?.expected ?? `a ${field.message?.typeName ?? "value"} in protobuf JSON`;
}

function toMessageForm(desc: DescMessage): TextForm | undefined {
  if (isWrapperDesc(desc)) return toTextForm(desc.fields[0]!);
  return messageForms.get(desc.typeName);
}

const same = (text: string) => text;

function form(expected: string, pattern?: RegExp, toJson: TextForm["toJson"] = same): TextForm {
  return { expected, pattern, toJson };
}

const decimal = form(
  "a number such as 1.5, or NaN, Infinity or -Infinity",
  /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|NaN|-?Infinity)$/,
);

const scalarForms = new Map<ScalarType, TextForm>([
  [ScalarType.STRING, form("a string")],
  [ScalarType.BOOL, form("true or false", /^(true|false)$/, (text) => text === "true")],
  [ScalarType.BYTES, form("base64 or base64url", /^[\w+/-]*={0,2}$/)],
  [ScalarType.DOUBLE, decimal],
  [ScalarType.FLOAT, decimal],
]);

const integerForms: readonly (readonly [readonly ScalarType[], TextForm])[] = [
  [
    [ScalarType.INT32, ScalarType.SINT32, ScalarType.SFIXED32],
    form("a whole number from -2147483648 to 2147483647", /^-?\d{1,10}$/),
  ],
  [[ScalarType.UINT32, ScalarType.FIXED32], form("a whole number from 0 to 4294967295", /^\d{1,10}$/)],
  [
    [ScalarType.INT64, ScalarType.SINT64, ScalarType.SFIXED64],
    form("a whole number from -9223372036854775808 to 9223372036854775807", /^-?\d{1,19}$/),
  ],
  [[ScalarType.UINT64, ScalarType.FIXED64], form("a whole number from 0 to 18446744073709551615", /^\d{1,20}$/)],
];

function integerForm(scalar: ScalarType): TextForm | undefined {
  return integerForms.find(([scalars]) => scalars.includes(scalar))?.[1];
}

const messageForms = new Map<string, TextForm>([
  ["google.protobuf.Timestamp", form("an RFC 3339 time such as 2026-01-31T12:00:00Z")],
  ["google.protobuf.Duration", form("seconds with a final s, such as 1.5s", /^-?\d{1,12}(\.\d{1,9})?s$/)],
  ["google.protobuf.FieldMask", form("field paths with commas between, such as name,homeAddress", undefined, toCamel)],
]);

/** A mask may use proto names, where protobuf JSON knows camelCase only. */
function toCamel(text: string): string {
  return text.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
