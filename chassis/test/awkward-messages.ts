import { create, createFileRegistry, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type DescriptorProtoSchema,
  type FieldDescriptorProto_Label,
  type FieldDescriptorProto_Type,
  type FieldOptions_JSType,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";

type Shape = MessageInitShape<typeof DescriptorProtoSchema>;

/** A field without its name and number. */
interface Field {
  readonly type: FieldDescriptorProto_Type;
  readonly typeName?: string;
  readonly label?: FieldDescriptorProto_Label;
  readonly options?: { readonly packed?: boolean; readonly jstype?: FieldOptions_JSType };
  readonly oneofIndex?: number;
  readonly defaultValue?: string;
}

// Numbers of descriptor.proto.
const optional: FieldDescriptorProto_Label = 1;
const required: FieldDescriptorProto_Label = 2;
const repeated: FieldDescriptorProto_Label = 3;
const [group, message, enumeration] = [10, 11, 14] as const;
const longs: ReadonlySet<number> = new Set([3, 4, 6, 16, 18]);
const texts: ReadonlySet<number> = new Set([9, 12]);
const keys: readonly number[] = [3, 4, 5, 6, 7, 8, 9, 13, 15, 16, 17, 18];
const scalars = Array.from({ length: 18 }, (_, index) => index + 1).filter(
  (type) => type !== group && type !== message && type !== enumeration,
);

/**
 * Messages of what the contract has not, in proto2 and proto3: every scalar singular, packed, expanded, in a oneof, as a
 * map's key and value; 64 bits as text, groups, closed enums, required fields, high field numbers.
 */
export function awkwardMessages(): readonly DescMessage[] {
  const files = ["proto2", "proto3"].map((syntax) => ({
    name: `${syntax}.proto`,
    package: `awkward.${syntax}`,
    syntax,
    messageType: toMessages(syntax),
    enumType: [{ name: "Size", value: [toValue("NONE", 0), toValue("SMALL", 1), toValue("NEGATIVE", -1)] }],
  }));
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: files }));
  return [...registry].filter((type) => type.kind === "message");
}

function toMessages(syntax: string): Shape[] {
  const typed = (type: number, typeName?: string): Field => {
    const full = typeName ? { typeName: `.awkward.${syntax}.${typeName}` } : {};
    return { type: type as FieldDescriptorProto_Type, ...full };
  };
  const kinds = [...scalars.map((type) => typed(type)), typed(enumeration, "Size"), typed(message, "Leaf")];
  const singular = kinds.map((kind) => ({ ...kind, label: optional }));
  const asText = singular.filter(({ type }) => longs.has(type)).map((kind) => ({ ...kind, ...withText }));
  const many = kinds.map((kind) => ({ ...kind, label: repeated }));
  const packable = many.filter(({ type }) => type !== message && !texts.has(type));
  const chosen = singular.map((kind) => ({ ...kind, oneofIndex: 0 }));
  const messages = [
    { name: "Leaf", field: toFields([...singular.slice(0, 3), { ...typed(message, "Leaf"), label: optional }]) },
    { name: "Singular", field: toFields([...singular, ...asText]) },
    { name: "High", field: toFields(singular, 5000) },
    { name: "Many", field: toFields(many) },
    { name: "Packed", field: toFields(packable.map((kind) => ({ ...kind, options: { packed: true } }))) },
    { name: "Expanded", field: toFields(packable.map((kind) => ({ ...kind, options: { packed: false } }))) },
    { name: "TextLongs", field: toFields(asText.map((kind) => ({ ...kind, label: repeated }))) },
    { name: "Choice", field: toFields(chosen), oneofDecl: [{ name: "choice" }] },
    toMaps(syntax, kinds),
  ];
  return syntax === "proto2" ? [...messages, ...toProto2(typed)] : messages;
}

function toProto2(typed: (type: number, typeName?: string) => Field): Shape[] {
  const text = typed(9);
  return [
    { name: "Groups", field: toFields([optional, repeated].map((label) => ({ ...typed(group, "Leaf"), label }))) },
    {
      name: "Required",
      field: toFields([text, typed(enumeration, "Size")].map((kind) => ({ ...kind, label: required }))),
    },
    { name: "Default", field: toFields([{ ...text, label: optional, defaultValue: "by default" }]) },
  ];
}

/** Every key type, and every value type. */
function toMaps(syntax: string, kinds: readonly Field[]): Shape {
  const pairs = [...keys.map((key) => [key, kinds[0]!] as const), ...kinds.map((kind) => [9, kind] as const)];
  const nestedType = pairs.map(([key, value], index) => ({
    name: `F${index + 1}Entry`,
    options: { mapEntry: true },
    field: [
      { name: "key", number: 1, label: optional, type: key as FieldDescriptorProto_Type },
      { ...value, name: "value", number: 2, label: optional },
    ],
  }));
  const field = nestedType.map(({ name }) => ({
    type: message as FieldDescriptorProto_Type,
    typeName: `.awkward.${syntax}.Maps.${name}`,
    label: repeated,
  }));
  return { name: "Maps", nestedType, field: toFields(field) };
}

const withText = { options: { jstype: 1 as FieldOptions_JSType } };

function toFields(fields: readonly Field[], after = 0) {
  return fields.map((field, index) => ({ ...field, name: `f${index + 1}`, number: after + index + 1 }));
}

function toValue(name: string, number: number) {
  return { name, number };
}
