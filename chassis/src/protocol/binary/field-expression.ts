import { type DescField, ScalarType } from "@bufbuild/protobuf";
import { Edition } from "@bufbuild/protobuf/wkt";

// JavaScript expressions about a field, for compiled code.

/** The condition that `v`, the value of a field with presence in the message `m`, is set. */
export function isSet(field: DescField): string {
  // From their prototypes the messages of protobuf-es have the defaults of scalars and enums, which are not set.
  if (field.message || field.parent.file.edition === Edition.EDITION_PROTO3) return "v !== undefined";
  return `v !== undefined && Object.hasOwn(m, ${JSON.stringify(field.localName)})`;
}

/** The condition that `v` is not the default of its type. A value of another type fulfils it, to be refused later. */
export function isNotDefault(field: DescField): string {
  if (field.enum) return `v !== ${field.enum.values[0]!.number}`;
  switch (field.scalar) {
    case ScalarType.STRING:
      return 'v !== ""';
    case ScalarType.BOOL:
      return "v !== false";
    case ScalarType.BYTES:
      return "!isEmpty(v)";
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return "!Object.is(v, 0)";
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return "longAsString" in field && field.longAsString ? "v != 0" : "v !== 0n";
    default:
      return "v !== 0";
  }
}

/** The value of a map's `key`, which JavaScript knows as text only. */
export function toKey(scalar: ScalarType): string {
  switch (scalar) {
    case ScalarType.STRING:
      return "key";
    case ScalarType.BOOL:
      return '(key === "true" || (key === "false" ? false : key))';
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return "BigInt(key)";
    default:
      return "Number.parseInt(key)";
  }
}

/** What {@link isNotDefault} calls for bytes. */
export function isEmpty(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === 0;
}
