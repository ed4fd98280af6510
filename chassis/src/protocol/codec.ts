import {
  type DescMessage,
  fromBinary,
  fromJson,
  type Message,
  type Registry,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import { parseJson } from "./parse-json.ts";

/** Turns messages into bytes and back. */
export interface Codec {
  readonly name: "proto" | "json";
  /** Throws MALFORMED_MESSAGE or MALFORMED_JSON. */
  decode(desc: DescMessage, bytes: Uint8Array): Message;
  encode(desc: DescMessage, message: Message): Uint8Array;
}

/** Protobuf binary. */
export const protoCodec: Codec = {
  name: "proto",
  decode(desc, bytes) {
    try {
      return fromBinary(desc, bytes);
    } catch (cause) {
      const message = `The body is not a ${desc.typeName} in protobuf binary: ${toText(cause)}.`;
      throw new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message, cause });
    }
  },
  encode: (desc, message) => toBinary(desc, message),
};

/** Protobuf JSON (https://protobuf.dev/programming-guides/json/); unknown fields are ignored, as Connect asks. */
export function createJsonCodec(registry: Registry): Codec {
  return {
    name: "json",
    decode(desc, bytes) {
      const json = parseJson(bytes);
      try {
        return fromJson(desc, json, { registry, ignoreUnknownFields: true });
      } catch (cause) {
        const message = `The body is not a ${desc.typeName} in JSON: ${toText(cause)}.`;
        throw new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message, cause });
      }
    },
    encode: (desc, message) => Buffer.from(JSON.stringify(toJson(desc, message, { registry }))),
  };
}

function toText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
