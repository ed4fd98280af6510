import { type Call, Fault } from "@flotilla/chassis";
import { Status_StatusCode as Code } from "@flotilla/contract/user/user";
import { operationFailed } from "../domain/faults.ts";
import type { Refusals } from "./refusals.ts";

/** How system 003 answers each reason that it knew: gRPC OK, with this code in the Status. */
const codes: Readonly<Record<string, Code>> = {
  EMAIL_TAKEN: Code.FAILED,
  ID_TAKEN: Code.FAILED,
  USER_NOT_FOUND: Code.INVALID_QUERY,
  EMPTY_NAME_QUERY: Code.INVALID_QUERY,
  INVALID_AGE_RANGE: Code.INVALID_QUERY,
  MISSING_AGE_RANGE: Code.INVALID_QUERY,
};

/** The old contract's Status. */
export interface OldStatus {
  readonly code: Code;
  readonly msg: string;
}

/** Everything went well. */
export const success: OldStatus = { code: Code.SUCCESS, msg: "" };

/**
 * The Status for what was thrown while `operation`. Its reason is counted, and left on the call for the log. What has no
 * Status is thrown: Faults as they are, and what should not happen as OPERATION_FAILED.
 */
export function toStatus(thrown: unknown, operation: string, { call, refusals }: Refused): OldStatus {
  if (!(thrown instanceof Fault) || thrown.code === "internal") throw operationFailed(operation, thrown);
  const code = codes[thrown.reason];
  if (code === undefined) throw thrown;
  call.reason = thrown.reason;
  refusals.count(call.method.name, thrown.reason);
  return { code, msg: thrown.message };
}

/** Where a refusal is seen. */
export interface Refused {
  readonly call: Call;
  readonly refusals: Refusals;
}
