import { errorCodes } from "@flotilla/http2";
import { describeError } from "./describe-error.ts";
import type { Http2Connection } from "./http2-connection.ts";
import { WireError } from "./wire-error.ts";

/** Why a stream was aborted with `code`, by its peer or with its connection. */
export function toLoss({ isClosed, error }: Http2Connection, code: number): WireError {
  if (code === errorCodes.refusedStream) {
    return new WireError("the peer refused the stream", { isUnprocessed: true, resetCode: code });
  }
  if (!isClosed) return new WireError(`the peer reset the stream with ${toCodeName(code)}`, { resetCode: code });
  const why = error ? `: ${describeError(error)}` : "";
  return new WireError(`the connection was lost before the answer was complete${why}`, { cause: error });
}

/** `NO_ERROR`, `ENHANCE_YOUR_CALM` … (RFC 9113 §7); the number when the RFC has no name for it. */
export function toCodeName(code: number): string {
  const name = Object.entries(errorCodes).find(([, known]) => known === code)?.[0];
  if (name === "http11Required") return "HTTP_1_1_REQUIRED";
  return name?.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() ?? `code ${code}`;
}
