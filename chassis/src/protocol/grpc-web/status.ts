import type { Call } from "../../call.ts";
import type { Fault } from "../../fault.ts";
import { toEnvelope, trailerFlag } from "../envelope.ts";
import { toTrailers } from "../grpc/status.ts";

/** The trailers of a call as the last frame of its body: lines of `name: value`. */
export function toTrailerFrame(call: Call, fault: Fault | undefined): Buffer {
  let block = "";
  for (const [name, value] of Object.entries(toTrailers(call, fault))) {
    for (const one of [value].flat()) block += `${name}: ${one}\r\n`;
  }
  return toEnvelope(trailerFlag, Buffer.from(block, "latin1"));
}
