/** The sixteen error codes of gRPC (https://grpc.io/docs/guides/status-codes/), in snake_case. */
export type FaultCode = keyof typeof faultCodes;

/** What a code means on every wire. */
export interface CodeRow {
  /** gRPC status number. */
  readonly grpc: number;
  /** HTTP status of REST and Connect answers (Connect protocol, "Error codes"; REST departs only by reason). */
  readonly http: number;
  /** May the same request succeed when it is sent again? */
  readonly retry: boolean;
  /** What a queue consumer does with the message. */
  readonly queue: "ack" | "nak" | "term";
}

/** The one table: code → gRPC number, HTTP status, retry?, what a queue consumer does. */
export const faultCodes = {
  cancelled: { grpc: 1, http: 499, retry: false, queue: "nak" },
  unknown: { grpc: 2, http: 500, retry: false, queue: "nak" },
  invalid_argument: { grpc: 3, http: 400, retry: false, queue: "term" },
  deadline_exceeded: { grpc: 4, http: 504, retry: true, queue: "nak" },
  not_found: { grpc: 5, http: 404, retry: false, queue: "term" },
  already_exists: { grpc: 6, http: 409, retry: false, queue: "ack" },
  permission_denied: { grpc: 7, http: 403, retry: false, queue: "term" },
  resource_exhausted: { grpc: 8, http: 429, retry: true, queue: "nak" },
  failed_precondition: { grpc: 9, http: 400, retry: false, queue: "term" },
  aborted: { grpc: 10, http: 409, retry: true, queue: "nak" },
  out_of_range: { grpc: 11, http: 400, retry: false, queue: "term" },
  unimplemented: { grpc: 12, http: 501, retry: false, queue: "term" },
  internal: { grpc: 13, http: 500, retry: false, queue: "nak" },
  unavailable: { grpc: 14, http: 503, retry: true, queue: "nak" },
  data_loss: { grpc: 15, http: 500, retry: false, queue: "term" },
  unauthenticated: { grpc: 16, http: 401, retry: false, queue: "term" },
} as const satisfies Record<string, CodeRow>;

const codesByNumber = new Map(Object.entries(faultCodes).map(([code, { grpc }]) => [String(grpc), code as FaultCode]));

/** The code of a gRPC status, as a number or as it stands in `grpc-status`; undefined for OK and for what is none. */
export function findFaultCode(grpcStatus: number | string): FaultCode | undefined {
  return codesByNumber.get(String(grpcStatus));
}

/** One broken rule: `field` is a path such as `user.email`, `rule` the rule's id, `message` for a person. */
export interface FieldViolation {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** A protobuf message beside the message text: `google.protobuf.Any` as plain data. */
export interface FaultDetail {
  /** Full message name, such as `google.rpc.RetryInfo`. */
  readonly type: string;
  readonly value: Uint8Array;
}

/** What a Fault is made from; see {@link Fault} for each field. */
export interface FaultInit {
  readonly code: FaultCode;
  readonly reason: string;
  readonly message: string;
  readonly violations?: readonly FieldViolation[];
  readonly details?: readonly FaultDetail[];
  readonly retryAfterMs?: number;
  /** HTTP status where REST needs another than the code's (405, 413, 415 …). */
  readonly httpStatus?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
  /** Made once for one service and given to many: what is written of it may be kept. */
  readonly isShared?: boolean;
}

/**
 * The one error type: what went wrong, said so that the caller can mend it.
 *
 * `code` decides the status on every wire, `reason` (SCREAMING_SNAKE, declared in the contract) is for programs,
 * `message` is for people and safe to send, `cause` is for the log and never leaves the process.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly reason: string;
  readonly violations: readonly FieldViolation[];
  readonly details: readonly FaultDetail[];
  readonly retryAfterMs: number | undefined;
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly isShared: boolean;

  constructor(init: FaultInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.reason = init.reason;
    this.violations = init.violations ?? [];
    this.details = init.details ?? [];
    this.retryAfterMs = init.retryAfterMs;
    this.httpStatus = init.httpStatus ?? faultCodes[init.code].http;
    this.headers = init.headers ?? {};
    this.isShared = init.isShared ?? false;
  }
}

/** Turns whatever was thrown into a Fault: a Fault stays, anything else becomes `internal` with it as `cause`. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const message = "Something went wrong on our side. The log has the cause under this call's trace id.";
  return new Fault({ code: "internal", reason: "INTERNAL", message, cause: thrown });
}

/**
 * A Fault in few words.
 *
 * @example
 * const missing = fault("not_found", "PORT_NOT_FOUND", `No port has the id ${quote("ABERD")}.`);
 * assert.equal(missing.httpStatus, 404);
 */
export function fault(
  code: FaultCode,
  reason: string,
  message: string,
  more: Omit<FaultInit, "code" | "reason" | "message"> = {},
): Fault {
  return new Fault({ code, reason, message, ...more });
}

/** What a caller said, for the message of a Fault: in quotes, escaped, and at most 128 characters of it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 128 ? `${text.slice(0, 128)}…` : text);
}
