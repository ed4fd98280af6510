import { Fault } from "@flotilla/chassis";

/** Throws the Fault of an rpc that the bench never calls. */
export function notMeasured(): never {
  return refuse("unimplemented", "the bench has no use for this rpc");
}

/** Throws a Fault with a reason that is its code. */
export function refuse(code: "not_found" | "invalid_argument" | "unimplemented", message: string): never {
  throw new Fault({ code, reason: code.toUpperCase(), message });
}
