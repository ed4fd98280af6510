import { WireError } from "../../src/client/wire/wire-error.ts";
import { Fault, type FaultCode } from "../../src/fault.ts";
import type { Random } from "../random.ts";

/** Nobody listens, so that nothing was sent. */
export function toUnreachable(): Fault {
  return toWireFault(new WireError("connection refused", { isUnprocessed: true }));
}

/** The server refused the stream without a look at it (RFC 9113 §8.7). */
export function toRefusedStream(): Fault {
  return toWireFault(new WireError("stream refused", { isUnprocessed: true, resetCode: 7 }));
}

/** The connection went away under the call. */
export function toLost(): Fault {
  return toWireFault(new WireError("connection reset"));
}

/** The peer broke over the call, in one of the ways that peers do. */
export function toFailure(random: Random): Fault {
  return toPeerFault(random.pick<FaultCode>(["internal", "unknown", "unavailable"]));
}

/** The peer has too much to do. */
export function toPushedBack(): Fault {
  return toPeerFault("resource_exhausted");
}

/** The call's time is over. */
export function toTimedOut(): Fault {
  return toPeerFault("deadline_exceeded");
}

/** The caller gave the call up. */
export function toCancelled(): Fault {
  return toPeerFault("cancelled");
}

function toPeerFault(code: FaultCode): Fault {
  return new Fault({ code, reason: code.toUpperCase(), message: "As the peer says." });
}

function toWireFault(cause: WireError): Fault {
  return new Fault({ code: "unavailable", reason: "PEER_UNREACHABLE", message: cause.message, cause });
}
