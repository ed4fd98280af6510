import type { FaultCode } from "../fault.ts";

/** A code as gRPC's own tools print it: `not_found` → `NotFound`; `cancelled` is spelt `Canceled` there. */
export function toGrpcCodeName(code: FaultCode): string {
  if (code === "cancelled") return "Canceled";
  return code.replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
