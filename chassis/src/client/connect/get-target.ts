import type { OutgoingCall } from "../outgoing-call.ts";

/** Longer targets are refused by common servers and proxies, ours included. */
const maxTargetChars = 8 * 1024;

/** The target of a unary GET (https://connectrpc.com/docs/protocol#unary-get-request); undefined when it gets too long. */
export function toGetTarget(call: OutgoingCall, message: Uint8Array, isCompressed: boolean): string | undefined {
  const isText = call.codec.name === "json" && !isCompressed;
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  const text = isText ? encodeURIComponent(bytes.toString()) : bytes.toString("base64url");
  // The order that the specification recommends: what is the same for all calls first, so that caches and logs group.
  const form = `${isText ? "" : "&base64=1"}${isCompressed ? "&compression=gzip" : ""}&encoding=${call.codec.name}`;
  const target = `${call.path}?connect=v1${form}&message=${text}`;
  return target.length <= maxTargetChars ? target : undefined;
}
