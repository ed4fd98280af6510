import { create, fromBinary, type Message } from "@bufbuild/protobuf";
import {
  KeptAnswerSchema,
  type KeptFault,
  KeptFaultSchema,
  TouchedIdsSchema,
} from "@flotilla/contract/flotilla/v1/kept_answer";
import { StatusSchema } from "@flotilla/contract/google/rpc/status";
import type { Call } from "../call.ts";
import { Fault, findFaultCode } from "../fault.ts";
import type { Method } from "../method.ts";
import { decodeBinary } from "../protocol/binary/binary-decoder.ts";
import { encodeBinary } from "../protocol/binary/binary-encoder.ts";
import { fromStatusDetails, toStatusDetails } from "../protocol/status-details.ts";
import type { Reusable } from "../rendered.ts";

type Headers = Readonly<Record<string, string>>;

/** What a call answered: the message, or the Fault, and what the handler set beside it. Nobody changes it any more. */
export interface RecordedAnswer extends Reusable {
  readonly answer: Message | Fault;
  readonly headers: Headers;
  readonly trailers: Headers;
  readonly httpStatus: number | undefined;
  readonly reason: string | undefined;
  /** What the call touched: caches are to hear of it with every replay, for nobody may have told them the first time. */
  readonly touched?: Call["touched"];
}

/** Takes down what a call answers. */
export class AnswerRecord {
  readonly #call: Call;
  readonly #headers: Headers;
  readonly #trailers: Headers;

  /** Made before the handler runs: what is set by then belongs to the call, not to its answer. */
  constructor(call: Call) {
    this.#call = call;
    this.#headers = { ...call.responseHeaders };
    this.#trailers = { ...call.responseTrailers };
  }

  /** The answer, with what is set beside it now. */
  take(answer: Message | Fault): RecordedAnswer {
    const { httpStatus, reason, touched, responseHeaders, responseTrailers } = this.#call;
    const headers = difference(responseHeaders, this.#headers);
    const trailers = difference(responseTrailers, this.#trailers);
    return { answer, headers, trailers, httpStatus, reason, touched, rendering: undefined };
  }

  /** The same as bytes: see {@link writeAnswer}. */
  write(answer: Message | Fault): Uint8Array {
    return writeAnswer(this.#call.method, this.take(answer));
  }
}

/** The answer of an rpc as `flotilla.v1.KeptAnswer` in binary. */
export function writeAnswer({ output }: Method, { answer, headers, trailers, ...said }: RecordedAnswer): Uint8Array {
  const { httpStatus = 0, reason = "", touched = {} } = said;
  const told = answer instanceof Fault ? { fault: toKeptFault(answer) } : { message: encodeBinary(output, answer) };
  const kept = create(KeptAnswerSchema, { ...told, headers, trailers, httpStatus, reason });
  for (const name in touched) kept.touched[name] = create(TouchedIdsSchema, { ids: [...touched[name]!] });
  return encodeBinary(KeptAnswerSchema, kept);
}

/** What {@link writeAnswer} wrote for the same rpc. */
export function readAnswer({ output }: Method, bytes: Uint8Array): RecordedAnswer {
  const { message, fault, headers, trailers, ...said } = fromBinary(KeptAnswerSchema, bytes);
  const answer = fault ? fromKeptFault(fault) : decodeBinary(output, message);
  const touched = Object.entries(said.touched).map(([name, { ids }]) => [name, ids] as const);
  return {
    answer,
    headers,
    trailers,
    httpStatus: said.httpStatus || undefined,
    reason: said.reason || undefined,
    touched: touched.length > 0 ? Object.fromEntries(touched) : undefined,
    rendering: undefined,
  };
}

/** Gives the answer to a call; throws the Fault that it may be. */
export function giveAnswer(recorded: RecordedAnswer, call: Call): Message {
  const { answer, headers, trailers, httpStatus, reason, touched } = recorded;
  call.responseHeaders = merge(call.responseHeaders, headers);
  call.responseTrailers = merge(call.responseTrailers, trailers);
  if (answer instanceof Fault) throw answer;
  call.httpStatus = httpStatus;
  call.reason = reason;
  call.reusable = recorded;
  if (touched) call.touch(touched);
  return answer;
}

/** They were looked at when the handler set them: what may stand in a header is not asked again. */
function merge(set: Record<string, string> | undefined, headers: Headers): Record<string, string> | undefined {
  let merged = set;
  for (const name in headers) {
    merged ??= {};
    merged[name] = headers[name]!;
  }
  return merged;
}

/**
 * Gives a kept answer to another call of the same request, which it tells by the header `idempotent-replayed`. Throws the
 * Fault that was kept.
 */
export function replayAnswer(bytes: Uint8Array, call: Call): Message {
  call.setHeader("idempotent-replayed", "true");
  return giveAnswer(readAnswer(call.method, bytes), call);
}

function difference(now: Headers = {}, before: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => before[name] !== value));
}

function toKeptFault(fault: Fault): KeptFault {
  const { httpStatus, headers } = fault;
  return create(KeptFaultSchema, { status: toStatusDetails(fault, ""), httpStatus, headers: { ...headers } });
}

function fromKeptFault({ status, httpStatus, headers }: KeptFault): Fault {
  const { code, message } = fromBinary(StatusSchema, status);
  return new Fault({
    reason: "",
    ...fromStatusDetails(status),
    code: findFaultCode(code) ?? "unknown",
    message,
    httpStatus,
    headers,
  });
}
