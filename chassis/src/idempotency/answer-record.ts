import { create, fromBinary, type Message } from "@bufbuild/protobuf";
import { KeptAnswerSchema, type KeptFault, KeptFaultSchema } from "@flotilla/contract/flotilla/v1/kept_answer";
import { StatusSchema } from "@flotilla/contract/google/rpc/status";
import type { Call } from "../call.ts";
import { Fault, findFaultCode } from "../fault.ts";
import { decodeBinary } from "../protocol/binary/binary-decoder.ts";
import { encodeBinary } from "../protocol/binary/binary-encoder.ts";
import { fromStatusDetails, toStatusDetails } from "../protocol/status-details.ts";

type Headers = Readonly<Record<string, string>>;

/** Takes down what a call answers: the message, or the Fault, and what the handler set beside it. */
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

  /** The answer as it stands now, as `flotilla.v1.KeptAnswer` in binary. */
  write(answer: Message | Fault): Uint8Array {
    const { method, httpStatus, reason, responseHeaders, responseTrailers } = this.#call;
    const told =
      answer instanceof Fault ? { fault: toKeptFault(answer) } : { message: encodeBinary(method.output, answer) };
    const kept = create(KeptAnswerSchema, {
      ...told,
      headers: difference(responseHeaders, this.#headers),
      trailers: difference(responseTrailers, this.#trailers),
      httpStatus: httpStatus ?? 0,
      reason: reason ?? "",
    });
    return encodeBinary(KeptAnswerSchema, kept);
  }
}

/**
 * Gives a kept answer to another call of the same request, which it tells by the header `idempotent-replayed`. Throws the
 * Fault that was kept.
 */
export function replayAnswer(bytes: Uint8Array, call: Call): Message {
  const { message, headers, trailers, httpStatus, reason, fault } = fromBinary(KeptAnswerSchema, bytes);
  for (const name in headers) call.setHeader(name, headers[name]!);
  for (const name in trailers) call.setTrailer(name, trailers[name]!);
  call.setHeader("idempotent-replayed", "true");
  if (fault) throw fromKeptFault(fault);
  call.httpStatus = httpStatus || undefined;
  call.reason = reason || undefined;
  return decodeBinary(call.method.output, message);
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
