import { type DescMessage, fromJson, type Message, type Registry, toJson } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import { decodeBinary } from "./binary/binary-decoder.ts";
import { encodeBinary, encodeEnvelope } from "./binary/binary-encoder.ts";
import { toEnvelope } from "./envelope.ts";
import { parseJson } from "./parse-json.ts";

/** Turns messages into bytes and back. */
export interface Codec {
  readonly name: "proto" | "json";
  /** Throws MALFORMED_MESSAGE or MALFORMED_JSON. */
  decode(desc: DescMessage, bytes: Uint8Array): Message;
  encode(desc: DescMessage, message: Message): Uint8Array;
  /** {@link Codec.encode} in an envelope without flags, as a message travels when nothing compresses it. */
  encodeEnvelope(desc: DescMessage, message: Message): Uint8Array;
}

/** Protobuf binary. */
export const protoCodec: Codec = {
  name: "proto",
  decode(desc, bytes) {
    try {
      return decodeBinary(desc, bytes);
    } catch (cause) {
      const message = `The body is not a ${desc.typeName} in protobuf binary: ${toText(cause)}.`;
      throw new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message, cause });
    }
  },
  encode: encodeBinary,
  encodeEnvelope,
};

/** Protobuf JSON (https://protobuf.dev/programming-guides/json/); unknown fields are ignored, as Connect asks. */
export function createJsonCodec(registry: Registry): Codec {
  const encode: Codec["encode"] = (desc, message) => Buffer.from(JSON.stringify(toJson(desc, message, { registry })));
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
    encode,
    encodeEnvelope: (desc, message) => toEnvelope(0, encode(desc, message)),
  };
}

function toText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
