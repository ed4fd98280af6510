import { type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { prefixBytes, toEnvelope } from "../envelope.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { compileOnce } from "./compile-once.ts";
import { putPrefix, takeWritten } from "./wire-writer.ts";

const writerOf = compileOnce(compileEncoder);
let isWriting = false;

/** The bytes that `toBinary` makes of a message, in a third of its time (measured). Throws as `toBinary`. */
export function encodeBinary(desc: DescMessage, message: Message): Uint8Array {
  const end = write(desc, message);
  return end === undefined ? toBinary(desc, message) : takeWritten(prefixBytes, end);
}

/** A message in an envelope without flags, in one buffer that is written once. Throws as `toBinary`. */
export function encodeEnvelope(desc: DescMessage, message: Message): Buffer {
  const end = write(desc, message);
  if (end === undefined) return toEnvelope(0, toBinary(desc, message));
  putPrefix(0, 0, end - prefixBytes);
  return takeWritten(0, end);
}

/** Leaves room for the prefix. Undefined: only `toBinary` knows whether and how the message can be written. */
function write(desc: DescMessage, message: Message): number | undefined {
  // A getter in a message can encode another one.
  if (isWriting) return undefined;
  const writeMessage = writerOf(desc);
  isWriting = true;
  try {
    return writeMessage(prefixBytes, message);
  } catch {
    return undefined;
  } finally {
    isWriting = false;
  }
}
