import type { DescField, Registry } from "@bufbuild/protobuf";
import type { JsonPolicy } from "../../policy.ts";

/** What the JSON of one rpc depends on. */
export interface JsonForm extends JsonPolicy {
  /** Knows the messages that an Any may hold. */
  readonly registry: Registry;
}

/** The name under which a field is written, and by which people are told of it. */
export function toJsonName(
  { name, jsonName }: Pick<DescField, "name" | "jsonName">,
  { isSnakeCase }: Pick<JsonPolicy, "isSnakeCase">,
): string {
  return isSnakeCase ? name : jsonName;
}
