import { flotillaHttp2 } from "./flotilla-http2.ts";
import { Http1Wire } from "./http1.ts";
import { Http2Wire } from "./http2.ts";
import { nodeHttp2 } from "./node-http2.ts";
import type { Wire } from "./wire.ts";
import type { WireOptions } from "./wire-options.ts";

/** Which wire leads to a peer. */
export interface CreateWireOptions extends WireOptions {
  /** Default 2. */
  readonly httpVersion?: 1 | 2 | undefined;
  /** Who speaks HTTP/2: our own engine or node:http2. Default: `flotilla`. */
  readonly engine?: "flotilla" | "node" | undefined;
}

/** A wire to a peer. Nothing is opened before the first request, and an idle wire keeps no process alive. */
export function createWire({ httpVersion = 2, engine = "flotilla", ...options }: CreateWireOptions): Wire {
  if (httpVersion === 1) return new Http1Wire(options);
  return new Http2Wire(options, engine === "node" ? nodeHttp2 : flotillaHttp2);
}
