import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { type Code, ConnectError } from "@connectrpc/connect";
import { Fault, type FaultCode, type FieldViolation, faultCodes, findFaultCode } from "@flotilla/chassis";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "@flotilla/contract/google/rpc/error_details";

/** What a caller sees of a Fault, whichever protocol brought it. */
export interface SeenFault {
  readonly code: FaultCode;
  readonly reason: string;
  readonly message: string;
  readonly violations: readonly FieldViolation[];
}

/** Reads a connect-es error back into the Fault's terms; throws what is no ConnectError. */
export function readFault(error: unknown): SeenFault {
  if (!(error instanceof ConnectError)) throw error;
  const violations = error.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations);
  return {
    code: findFaultCode(error.code) ?? "unknown",
    reason: error.findDetails(ErrorInfoSchema)[0]?.reason ?? "",
    message: error.rawMessage,
    violations: violations.map(({ field, reason, description }) => ({ field, rule: reason, message: description })),
  };
}

/**
 * Fails unless `call` rejects with a Fault that has these parts; a RegExp is matched against the message.
 *
 * @example
 * await assertFault(users.getUser({ name: "users/none" }), { code: "not_found", reason: "USER_NOT_FOUND" });
 */
export async function assertFault(
  call: Promise<unknown>,
  expected: Partial<Omit<SeenFault, "message">> & { readonly message?: string | RegExp },
): Promise<void> {
  const seen = await call.then(
    () => assert.fail("the call succeeded"),
    (error) => readFault(error),
  );
  for (const [name, value] of Object.entries(expected)) {
    const actual = seen[name as keyof SeenFault];
    if (value instanceof RegExp) assert.match(String(actual), value);
    else assert.deepEqual(actual, value, `${name} of ${JSON.stringify(seen)}`);
  }
}

/** What is known of a Fault that did not come in a protocol of connect-es. */
export interface FaultParts {
  readonly code: FaultCode;
  readonly message: string;
  readonly reason?: string | undefined;
  readonly violations?: readonly FieldViolation[] | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Throws the parts of a Fault as the ConnectError that other transports would bring. */
export function toConnectError(thrown: unknown): never {
  if (thrown instanceof Fault) throw createConnectError(thrown);
  throw ConnectError.from(thrown);
}

/** A ConnectError with the same details as the wire protocols carry. */
export function createConnectError(parts: FaultParts, metadata?: Record<string, string>): ConnectError {
  const { code, message, reason = "", violations = [], retryAfterMs } = parts;
  const error = new ConnectError(message, faultCodes[code].grpc as Code, metadata);
  const details = [anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason }))];
  if (violations.length > 0) {
    const fieldViolations = violations.map(({ field, rule, message }) => ({
      field,
      reason: rule,
      description: message,
    }));
    details.push(anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations })));
  }
  if (retryAfterMs !== undefined) {
    const retryDelay = { seconds: BigInt(Math.floor(retryAfterMs / 1000)), nanos: (retryAfterMs % 1000) * 1e6 };
    details.push(anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay })));
  }
  error.details = details.map(({ typeUrl, value }) => ({ type: typeUrl.slice(typeUrl.indexOf("/") + 1), value }));
  return error;
}
