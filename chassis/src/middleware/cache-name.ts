import { type DescField, type DescMessage, isFieldSet, type Message } from "@bufbuild/protobuf";

type Fields = Record<string, unknown>;
type Values = readonly string[];

/** A name of the contract, such as `students.{id}`: segments between dots, each a word or a field in braces. */
export type CacheName = readonly Segment[];

interface Segment {
  readonly word: string;
  readonly isField: boolean;
}

const word = /^[a-z][a-z0-9_]*$/;

/** Throws when the name is not of that form. */
export function parseCacheName(name: string): CacheName {
  return name.split(".").map((text) => {
    const isField = text.startsWith("{") && text.endsWith("}");
    const segment = { word: isField ? text.slice(1, -1) : text, isField };
    if (!word.test(segment.word)) throw new Error(`${name} is no name of a cache: it must be like students.{id}`);
    return segment;
  });
}

/** The fields in braces of a name. */
export function listFields(name: CacheName): readonly string[] {
  return name.filter(({ isField }) => isField).map(({ word }) => word);
}

/** What two names have in common that mean the same entries: `students.{}`. */
export function toShape(name: CacheName): string {
  return name.map((segment) => (segment.isField ? "{}" : segment.word)).join(".");
}

/**
 * Makes the function that names the entry of a request. Undefined: its answer is not everybody's, for the request sets a
 * field that the name does not hold, or has an id in capitals, which not every handler takes for the same. Throws when the request has no such field, or it may have several values.
 */
export function createNamer(name: CacheName, desc: DescMessage): (request: Message) => string | undefined {
  const named = new Set(listFields(name).map((field) => findField(desc, field)));
  const others = desc.fields.filter((field) => !named.has(field));
  const parts = name.map(({ word, isField }) => (isField ? { local: findField(desc, word).localName } : { word }));
  const toName = (request: Fields) =>
    parts.map(({ word, local }) => word ?? toSegment(String(request[local]))).join(".");
  return (request) => {
    for (const field of others) if (isFieldSet(request, field)) return undefined;
    const fields = request as unknown as Fields;
    for (const { localName } of named) if (isInCapitals(String(fields[localName]))) return undefined;
    return toName(fields);
  };
}

function findField(desc: DescMessage, name: string): DescField {
  const field = desc.fields.find((candidate) => candidate.name === name);
  if (field?.fieldKind === "scalar" && !field.oneof) return field;
  throw new Error(`${desc.typeName} has no single field ${name} to name a cache by`);
}

/**
 * All entries that a name means: its fields are filled with each of the values that `touched` has for them, or else the
 * request. A field without a value means none.
 */
export function toNames(
  name: CacheName,
  desc: DescMessage,
  request: Fields,
  touched: Record<string, Values> = {},
): Values {
  return name.reduce<Values>(
    (begun, { word, isField }) => {
      const segments = isField ? (touched[word] ?? readValues(desc, word, request)).map(toSegment) : [word];
      return begun.flatMap((start) => segments.map((segment) => (start === "" ? segment : `${start}.${segment}`)));
    },
    [""],
  );
}

function readValues(desc: DescMessage, name: string, request: Fields): Values {
  const field = desc.fields.find((candidate) => candidate.name === name);
  const value = field && request[field.localName];
  if (Array.isArray(value)) return value.map(String);
  return value === undefined || value === "" ? [] : [String(value)];
}

/** An id as it mostly is. What could be taken for a word of a name, or for several segments, is written otherwise. */
const plainValue = /^(?=.*[^a-z_])[a-z0-9_-]+$/;
/** UUIDs (RFC 9562 §4) and ObjectIds may mean the same in capitals; other ids do not. */
const hexId = /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

const capital = /[A-F]/;

function toSegment(value: string): string {
  if (plainValue.test(value)) return value;
  return hexId.test(value) ? value.toLowerCase() : `~${Buffer.from(value).toString("base64url")}`;
}

function isInCapitals(value: string): boolean {
  return capital.test(value) && hexId.test(value);
}
