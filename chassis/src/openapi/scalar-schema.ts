import { ScalarType } from "@bufbuild/protobuf";
import type { JsonSchema } from "./json-schema.ts";

const int32: JsonSchema = { type: "integer", format: "int32", minimum: -2_147_483_648, maximum: 2_147_483_647 };
const uint32: JsonSchema = { type: "integer", format: "uint32", minimum: 0, maximum: 4_294_967_295 };
const int64: JsonSchema = { type: "string", format: "int64", pattern: "^-?[0-9]{1,19}$" };
const uint64: JsonSchema = { type: "string", format: "uint64", pattern: "^[0-9]{1,20}$" };

/** How scalars look in protobuf JSON: 64-bit integers are strings, bytes are base64. */
export const scalarSchemas: Readonly<Record<ScalarType, JsonSchema>> = {
  [ScalarType.STRING]: { type: "string" },
  [ScalarType.BYTES]: { type: "string", contentEncoding: "base64" },
  [ScalarType.BOOL]: { type: "boolean" },
  [ScalarType.DOUBLE]: { type: "number", format: "double" },
  [ScalarType.FLOAT]: { type: "number", format: "float" },
  [ScalarType.INT32]: int32,
  [ScalarType.SINT32]: int32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.SINT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.FIXED64]: uint64,
};
