import { type ClientHttp2Session, type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import { type DescMethodUnary, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import { toGrpcTimeout } from "../protocol/grpc/timeout.ts";
import { readGrpcFault } from "./grpc-fault.ts";

/** What a call needs beside its method. */
export interface GrpcCallOptions {
  /** For error messages. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number | undefined;
  readonly maxResponseBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** Size of the flag and the length before every gRPC message. */
const prefixBytes = 5;

/** One unary gRPC call on an HTTP/2 session. */
export class GrpcCall {
  readonly #method: DescMethodUnary;
  readonly #options: GrpcCallOptions;
  readonly #session: ClientHttp2Session;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #headers: IncomingHttpHeaders = {};
  #trailers: IncomingHttpHeaders | undefined;
  #failure: Fault | undefined;

  constructor(session: ClientHttp2Session, method: DescMethodUnary, options: GrpcCallOptions) {
    this.#session = session;
    this.#method = method;
    this.#options = options;
  }

  /** Settles when the stream is over: with the response, or with a Fault. */
  async send(request: Message): Promise<Message> {
    const { signal, timeoutMs } = this.#options;
    if (signal?.aborted) throw toCancelled();
    const stream = this.#session.request(this.#toHeaders());
    const give = (fault: Fault) => this.#giveUp(stream, fault);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => give(toTimedOut(timeoutMs)), timeoutMs);
    const cancel = () => give(toCancelled());
    signal?.addEventListener("abort", cancel);
    try {
      await this.#run(stream, toFrame(toBinary(this.#method.input, request)));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
    return this.#toResponse();
  }

  #toHeaders(): Record<string, string> {
    const { headers, timeoutMs } = this.#options;
    return {
      ...headers,
      ":method": "POST",
      ":path": `/${this.#method.parent.typeName}/${this.#method.name}`,
      "content-type": "application/grpc",
      "user-agent": "flotilla",
      te: "trailers",
      ...(timeoutMs === undefined ? {} : { "grpc-timeout": toGrpcTimeout(timeoutMs) }),
    };
  }

  #run(stream: ClientHttp2Stream, frame: Buffer): Promise<void> {
    return new Promise((resolve) => {
      stream.on("response", (headers) => {
        this.#headers = headers;
      });
      stream.on("trailers", (trailers) => {
        this.#trailers = trailers;
      });
      stream.on("data", (chunk: Buffer) => this.#take(stream, chunk));
      stream.on("error", (cause) => {
        this.#failure ??= toUnreachable(this.#options.address, cause);
      });
      stream.on("close", resolve);
      stream.end(frame);
    });
  }

  #take(stream: ClientHttp2Stream, chunk: Buffer): void {
    const { maxResponseBytes } = this.#options;
    this.#size += chunk.length;
    this.#chunks.push(chunk);
    if (this.#size <= maxResponseBytes + prefixBytes) return;
    const message = `The answer is larger than ${maxResponseBytes} bytes.`;
    this.#giveUp(stream, new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message }));
  }

  #giveUp(stream: ClientHttp2Stream, fault: Fault): void {
    this.#failure ??= fault;
    this.#chunks.length = 0;
    stream.close(constants.NGHTTP2_CANCEL);
    // A stream whose connection is still being made has nobody to reset it for.
    if (stream.pending) stream.destroy();
  }

  async #toResponse(): Promise<Message> {
    const fault = this.#failure ?? (await readGrpcFault(this.#headers, this.#trailers));
    if (fault) throw fault;
    return fromBinary(this.#method.output, this.#readMessage());
  }

  #readMessage(): Uint8Array {
    const body = Buffer.concat(this.#chunks);
    if (body.length >= prefixBytes && body[0] === 0 && body.readUInt32BE(1) === body.length - prefixBytes) {
      return body.subarray(prefixBytes);
    }
    const message = "The answer is not exactly one uncompressed gRPC message.";
    throw new Fault({ code: "internal", reason: "MALFORMED_MESSAGE", message });
  }
}

function toFrame(payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + payload.length);
  frame[0] = 0;
  frame.writeUInt32BE(payload.length, 1);
  frame.set(payload, prefixBytes);
  return frame;
}

function toTimedOut(timeoutMs: number): Fault {
  const message = `No answer came within ${timeoutMs} ms.`;
  return new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message });
}

function toCancelled(): Fault {
  return new Fault({ code: "cancelled", reason: "CANCELLED", message: "The call was cancelled." });
}

function toUnreachable(address: string, error: Error): Fault {
  const cause = error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof AggregateError ? cause.errors.map(String).join("; ") : toReason(cause);
  const message = `Cannot reach ${address}: ${why}`;
  return new Fault({ code: "unavailable", reason: "PEER_UNREACHABLE", message, cause });
}

/** OpenSSL puts its own source lines into the message, and the point of it into `reason`. */
function toReason(error: Error & { reason?: unknown }): string {
  return typeof error.reason === "string" ? error.reason : error.message;
}
