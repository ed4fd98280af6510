import type { FaultCode } from "../fault.ts";

/**
 * What a peer says by the code of its RST_STREAM
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#errors); all others say `internal`.
 */
const byResetCode: Readonly<Record<number, FaultCode>> = {
  7: "unavailable",
  8: "cancelled",
  11: "resource_exhausted",
  12: "permission_denied",
};

/** The code that the code of an RST_STREAM stands for. */
export function fromResetCode(resetCode: number): FaultCode {
  return byResetCode[resetCode] ?? "internal";
}
