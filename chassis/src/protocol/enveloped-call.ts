import type { Message } from "@bufbuild/protobuf";
import { Call, type Outcome, type TransportName } from "../call.ts";
import { type Fault, toFault } from "../fault.ts";
import type { Awaitable, Encoded, Values } from "../handler.ts";
import { toMessage } from "../to-message.ts";
import { type Exchange, resetCodes } from "../transport/exchange.ts";
import { type Compression, chooseCompression, compressMinBytes } from "./compression.ts";
import { compressedFlag, type Envelope, prefixBytes, readEnvelopes, readOnlyEnvelope, toEnvelope } from "./envelope.ts";
import { type MessageForm, readMessage } from "./message-reader.ts";
import { type MessageSink, MessageStream } from "./message-stream.ts";
import type { Rpc } from "./rpc.ts";
import type { Reply } from "./serve.ts";

/** What a request's headers say about its messages and those of its answer. */
export interface RequestForm extends MessageForm {
  /** The compressions that the caller reads, as its header lists them. */
  readonly accepted: string | string[] | undefined;
  /** Whether large messages are compressed when the handler has not said. */
  readonly compressesBack: boolean;
  readonly timeoutMs: number | undefined;
  /** Why the request cannot be read; thrown inside the chain. */
  readonly fault: Fault | undefined;
}

/** What an {@link EnvelopedCall} is made from. */
export interface EnvelopedCallInit {
  readonly exchange: Exchange;
  readonly rpc: Rpc;
  readonly form: RequestForm;
  readonly transport: TransportName;
}

/**
 * One call whose messages travel in envelopes, as gRPC, gRPC-Web and Connect's streams have it: what the chain decodes
 * and how it is answered. The protocols differ in how an answer is opened and ended.
 */
export abstract class EnvelopedCall implements Encoded, Reply, MessageSink {
  readonly call: Call;
  protected readonly exchange: Exchange;
  protected readonly form: RequestForm;
  readonly #rpc: Rpc;
  #answerCompression: Compression | false | undefined = undefined;

  constructor({ exchange, rpc, form, transport }: EnvelopedCallInit) {
    const { headers, peer } = exchange;
    const { timeoutMs } = form;
    this.call = new Call({ method: rpc.endpoint.method, transport, headers, peer, timeoutMs });
    this.exchange = exchange;
    this.form = form;
    this.#rpc = rpc;
    exchange.onAbort((gone) => this.call.abort(gone));
  }

  abstract open(): void;
  /** Sends the one message of a unary answer and its end. */
  protected abstract answerOnce(frame: Uint8Array): void;
  /** Sends the end of an answer that may have been opened or not. */
  protected abstract close(fault: Fault | undefined): void;

  decode(): Awaitable<unknown> {
    if (this.form.fault) throw this.form.fault;
    const { hasRequestStream, maxBytes, idleTimeoutMs } = this.#rpc;
    if (hasRequestStream) return this.#readEach(this.readChunks(idleTimeoutMs));
    const whole = this.readWhole(maxBytes + prefixBytes, idleTimeoutMs);
    if (whole instanceof Promise) return whole.then((body) => this.#read(readOnlyEnvelope(body, maxBytes)));
    return this.#read(readOnlyEnvelope(whole, maxBytes));
  }

  answer(opened: unknown): void {
    if (this.#rpc.hasResponseStream) {
      void new MessageStream(opened as Values<unknown>, this.call, this).send();
      return;
    }
    const frame = this.#toFrame(opened);
    if (frame instanceof Promise)
      frame.then((bytes) => this.#finish(bytes)).catch((cause) => this.fail(toFault(cause)));
    else this.#finish(frame);
  }

  fail(fault: Fault): void {
    this.end(fault);
  }

  end(fault: Fault | undefined): void {
    try {
      this.close(fault);
    } catch {
      // What the handler set cannot be sent as a header.
      this.exchange.reset(resetCodes.internal);
    } finally {
      this.call.end(this.toOutcome(fault));
    }
  }

  write(value: unknown): Awaitable<void> {
    const frame = this.#toFrame(toMessage(value, this.call.method.output));
    return frame instanceof Promise ? frame.then((bytes) => this.writeFrame(bytes)) : this.writeFrame(frame);
  }

  /** The compression that the head of the answer names, though single messages may go without; false for none. */
  protected get answerCompression(): Compression | false {
    this.#answerCompression ??= this.#chooseCompression();
    return this.#answerCompression;
  }

  protected toOutcome(fault: Fault | undefined): Outcome {
    return fault ? { code: fault.code, fault } : { code: "ok" };
  }

  protected readWhole(maxBytes: number, idleTimeoutMs: number): Awaitable<Uint8Array> {
    return this.exchange.readWhole(maxBytes, idleTimeoutMs);
  }

  protected readChunks(idleTimeoutMs: number): AsyncIterable<Uint8Array> {
    return this.exchange.chunks(idleTimeoutMs);
  }

  protected writeFrame(frame: Uint8Array): Awaitable<void> {
    return this.exchange.write(frame);
  }

  async *#readEach(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Message> {
    for await (const envelope of readEnvelopes(chunks, this.#rpc.maxBytes)) yield this.#read(envelope);
  }

  #read(envelope: Envelope): Awaitable<Message> {
    this.call.isRequestCompressed = (envelope.flags & compressedFlag) !== 0;
    return readMessage(envelope, this.#rpc, this.form);
  }

  #chooseCompression(): Compression | false {
    const isWanted = this.form.compressesBack || this.call.compressesAnswer !== undefined;
    return (isWanted && chooseCompression(this.form.accepted)) || false;
  }

  #finish(frame: Uint8Array): void {
    this.answerOnce(frame);
    this.call.end(this.toOutcome(undefined));
  }

  #toFrame(message: unknown): Awaitable<Uint8Array> {
    const { answerCompression } = this;
    const { codec } = this.form;
    const { output } = this.call.method;
    if (!answerCompression) return codec.encodeEnvelope(output, message as Message);
    const bytes = codec.encode(output, message as Message);
    if (!(this.call.compressesAnswer ?? bytes.length >= compressMinBytes)) return toEnvelope(0, bytes);
    const zipped = answerCompression.compress(bytes);
    if (zipped instanceof Promise) return zipped.then((small) => toEnvelope(compressedFlag, small));
    return toEnvelope(compressedFlag, zipped);
  }
}
