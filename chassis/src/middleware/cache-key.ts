import { create, type DescField, type DescMessage, type Message, ScalarType, toBinary } from "@bufbuild/protobuf";

type Fields = Record<string, unknown>;

/**
 * Makes the function that tells two requests apart: by the fields named in the contract, or by all of them. Throws when
 * the contract names a field that the request does not have.
 */
export function createCacheKey(desc: DescMessage, names: readonly string[]): (request: Message) => string {
  const fields = names.length === 0 ? desc.fields : names.map((name) => findField(desc, name));
  if (fields.every(isPlain)) return createPlainKey(fields);
  return (request) => Buffer.from(toBinary(desc, pick(desc, fields, request))).toString("latin1");
}

function findField(desc: DescMessage, name: string): DescField {
  const field = desc.fields.find((candidate) => candidate.name === name);
  if (!field) throw new Error(`the cache key of ${desc.typeName} names the field ${name}, which it does not have`);
  return field;
}

/** Text, numbers and booleans go into the key as they are; encoding the message would cost ten times as much. */
function isPlain(field: DescField): boolean {
  const isPlainKind = field.fieldKind === "enum" || (field.fieldKind === "scalar" && field.scalar !== ScalarType.BYTES);
  return isPlainKind && field.oneof === undefined;
}

function createPlainKey(fields: readonly DescField[]): (request: Message) => string {
  const names = fields.map((field) => field.localName);
  return (request) => JSON.stringify(names.map((name) => toKeyPart((request as unknown as Fields)[name])));
}

function toKeyPart(value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}

function pick(desc: DescMessage, fields: readonly DescField[], request: Message): Message {
  const copy = create(desc) as unknown as Fields;
  for (const field of fields) {
    const name = field.oneof?.localName ?? field.localName;
    const value = (request as unknown as Fields)[name];
    const isOther = field.oneof !== undefined && (value as { case?: string }).case !== field.localName;
    if (!isOther) copy[name] = value;
  }
  return copy as unknown as Message;
}
