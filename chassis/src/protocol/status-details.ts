import { create, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { type Duration, durationFromMs, durationMs } from "@bufbuild/protobuf/wkt";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "@flotilla/contract/google/rpc/error_details";
import { StatusSchema } from "@flotilla/contract/google/rpc/status";
import { type Fault, type FaultDetail, type FaultInit, type FieldViolation, faultCodes } from "../fault.ts";

/**
 * What a Fault says beyond its message, as the standard messages of google/rpc/error_details.proto: ErrorInfo with the
 * reason, BadRequest with the violations, RetryInfo, then the Fault's own details. `domain` tells whose reason it is:
 * the full name of the service.
 */
export function toDetails(fault: Fault, domain: string): readonly FaultDetail[] {
  const details: FaultDetail[] = [];
  if (fault.reason !== "") {
    details.push(toDetail(ErrorInfoSchema, create(ErrorInfoSchema, { reason: fault.reason, domain })));
  }
  if (fault.violations.length > 0) {
    const fieldViolations = fault.violations.map(({ field, rule, message }) => ({
      field,
      reason: rule,
      description: message,
    }));
    details.push(toDetail(BadRequestSchema, create(BadRequestSchema, { fieldViolations })));
  }
  if (fault.retryAfterMs !== undefined) {
    const retryDelay = durationFromMs(Math.ceil(fault.retryAfterMs));
    details.push(toDetail(RetryInfoSchema, create(RetryInfoSchema, { retryDelay })));
  }
  return details.concat(fault.details);
}

/** All that details can say of a Fault. */
export type SaidByDetails = Omit<FaultInit, "code" | "message" | "reason"> & { reason?: string };

/** A Fault as `grpc-status-details-bin` carries it: a google.rpc.Status. */
export function toStatusDetails(fault: Fault, domain: string): Uint8Array {
  const details = toDetails(fault, domain).map(({ type, value }) => ({
    typeUrl: `type.googleapis.com/${type}`,
    value,
  }));
  const { grpc: code } = faultCodes[fault.code];
  return toBinary(StatusSchema, create(StatusSchema, { code, message: fault.message, details }));
}

/** What {@link toStatusDetails} said, read back; throws when the bytes are no google.rpc.Status. */
export function fromStatusDetails(bytes: Uint8Array): SaidByDetails {
  const { details } = fromBinary(StatusSchema, bytes);
  return fromDetails(
    details.map(({ typeUrl, value }) => ({ type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1), value })),
  );
}

/** What {@link toDetails} said, read back; throws when a standard detail is none. */
export function fromDetails(given: readonly FaultDetail[]): SaidByDetails {
  const said: { -readonly [K in keyof FaultInit]?: FaultInit[K] } = {};
  const details: FaultDetail[] = [];
  for (const { type, value } of given) {
    if (type === ErrorInfoSchema.typeName) said.reason = fromBinary(ErrorInfoSchema, value).reason;
    else if (type === BadRequestSchema.typeName) said.violations = toViolations(value);
    else if (type === RetryInfoSchema.typeName) said.retryAfterMs = toMs(fromBinary(RetryInfoSchema, value).retryDelay);
    else details.push({ type, value });
  }
  return { ...said, details };
}

function toViolations(value: Uint8Array): readonly FieldViolation[] {
  const { fieldViolations } = fromBinary(BadRequestSchema, value);
  return fieldViolations.map(({ field, reason, description }) => ({ field, rule: reason, message: description }));
}

function toMs(delay: Duration | undefined): number {
  return delay ? durationMs(delay) : 0;
}

function toDetail<T extends Message>(schema: GenMessage<T>, message: T): FaultDetail {
  return { type: schema.typeName, value: toBinary(schema, message) };
}
