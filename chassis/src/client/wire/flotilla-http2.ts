import { Connection, defaultLimits } from "@flotilla/http2";
import type { Http2Engine } from "./http2-connection.ts";

/** A peer that we chose may think for a while and describe its errors at length. */
const limits = {
  ...defaultLimits,
  maxHeaderListSize: 65_536,
  maxHeaderBlockBytes: 65_536,
  stallTimeoutMs: Number.POSITIVE_INFINITY,
};

/** HTTP/2 by our own engine. A peer that stops reading is found by keep-alive, and by the caller's deadline. */
export const flotillaHttp2: Http2Engine = (socket, events) =>
  new Connection(socket, { role: "client", limits, events });
