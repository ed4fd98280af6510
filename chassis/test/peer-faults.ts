import { WireError } from "../src/client/wire/wire-error.ts";
import { Fault, type FaultCode, type FaultInit } from "../src/fault.ts";

/** A Fault that a peer sent. */
export function fromPeer(code: FaultCode, init: Partial<FaultInit> = {}): Fault {
  return new Fault({ code, reason: code.toUpperCase(), message: `It is ${code}.`, ...init });
}

/** No connection: nothing was sent. */
export function unreached(): Fault {
  return fromPeer("unavailable", { cause: new WireError("connection refused", { isUnprocessed: true }) });
}

/** REFUSED_STREAM, or a stream above GOAWAY's last one. */
export function refusedStream(): Fault {
  return fromPeer("unavailable", { cause: new WireError("refused", { isUnprocessed: true, resetCode: 7 }) });
}

/** The connection broke before the answer was complete. */
export function lost(): Fault {
  return fromPeer("unavailable", { cause: new WireError("connection reset") });
}
