import type { Message } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import type { Awaitable } from "../handler.ts";
import type { Codec } from "./codec.ts";
import type { Compression } from "./compression.ts";
import { compressedFlag, type Envelope } from "./envelope.ts";
import type { Rpc } from "./rpc.ts";

/** How the messages of one request are written. */
export interface MessageForm {
  readonly codec: Codec;
  /** Undefined: no message is compressed. */
  readonly compression: Compression | undefined;
}

/** Reads the message in an envelope. Throws MALFORMED_MESSAGE, UNDECLARED_ENCODING, or BODY_TOO_LARGE when it grows. */
export function readMessage(
  { flags, data }: Envelope,
  { endpoint, maxBytes }: Rpc,
  { codec, compression }: MessageForm,
): Awaitable<Message> {
  const { input } = endpoint.method;
  if (flags === 0) return codec.decode(input, data);
  if (flags !== compressedFlag) {
    const message = `A message has the flags ${flags}; a request may only use 1, for compressed.`;
    throw new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message });
  }
  if (!compression) {
    const message = "A message is marked as compressed, but the request's headers name no compression.";
    throw new Fault({ code: "internal", reason: "UNDECLARED_ENCODING", message });
  }
  const plain = compression.decompress(data, maxBytes);
  return plain instanceof Promise ? plain.then((bytes) => codec.decode(input, bytes)) : codec.decode(input, plain);
}
