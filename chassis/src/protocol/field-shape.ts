import type { DescField } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** Whether a field's default value and its absence are one (`FieldPresence.IMPLICIT` in descriptor.proto). */
export function isImplicit(field: DescField): boolean {
  return field.presence === 2;
}

/** Whether protobuf-es holds the value of a wrapper in this field without the wrapper. */
export function isUnwrapped(field: DescField): boolean {
  return field.fieldKind === "message" && !field.oneof && isWrapperDesc(field.message);
}

/** Whether protobuf-es holds a Struct in this field as the plain object that it stands for. */
export function isJsonStruct(field: DescField): boolean {
  return field.message?.typeName === "google.protobuf.Struct" && field.parent.typeName !== "google.protobuf.Value";
}

/** Whether a message in this field ends with a tag of its own, as the groups of proto2 do, instead of having a length. */
export function isDelimited(field: DescField): boolean {
  return "delimitedEncoding" in field && field.delimitedEncoding === true;
}
