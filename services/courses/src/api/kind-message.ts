import { create } from "@bufbuild/protobuf";
import {
  ClassSchema,
  type Course,
  ElectiveSchema,
  ExternshipSchema,
} from "@flotilla/contract/flotilla/campus/v1/courses_record";
import type { Kind } from "../domain/kind.ts";

/** The kind as the contract has it. */
export function toKindMessage(kind: Kind | undefined): Course["kind"] {
  switch (kind?.type) {
    case "class":
      return { case: kind.type, value: create(ClassSchema, kind) };
    case "elective":
      return { case: kind.type, value: create(ElectiveSchema, kind) };
    case "externship":
      return { case: kind.type, value: create(ExternshipSchema, kind) };
    default:
      return { case: undefined };
  }
}

/** The kind that a message tells; undefined for none. */
export function fromKindMessage(kind: Course["kind"]): Kind | undefined {
  if (kind.case === undefined) return undefined;
  const { $typeName, $unknown, ...value } = kind.value;
  return { type: kind.case, ...value } as Kind;
}

/** The contract lets no other text pass. */
export function toKindType(text: string): Kind["type"] | "" {
  return text as Kind["type"] | "";
}
