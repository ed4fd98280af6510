import type { Message } from "@bufbuild/protobuf";
import type { Fault } from "../fault.ts";
import type { Awaitable } from "../handler.ts";
import { compressedFlag, type Envelope, prefixBytes, readEnvelopes, splitEnvelopes } from "../protocol/envelope.ts";
import { toBrokenAnswer } from "./answer-fault.ts";
import type { ClientProtocol } from "./client-protocol.ts";
import type { Dialect } from "./dialect.ts";
import { wrongCount } from "./only-message.ts";
import type { OutgoingCall } from "./outgoing-call.ts";
import { readPlain } from "./plain-bytes.ts";
import { sendMessages, toFrame } from "./send-messages.ts";
import type { Wire, WireAnswer, WireRequest } from "./wire/wire.ts";

type Encoding = string | string[] | undefined;

/** Room for the envelope that ends an answer, beside its message. */
const endBytes = 64 * 1024;

/** The client's side of every protocol whose messages travel in envelopes: gRPC, gRPC-Web, Connect's streams. */
export class EnvelopedClient implements ClientProtocol {
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  async unary(call: OutgoingCall, wire: Wire, request: Message): Promise<Message> {
    const frame = toFrame(call, request);
    const body = frame instanceof Promise ? await frame : frame;
    const answer = await call.send(wire, this.#toRequest(call, body)).answer;
    const encoding = this.#open(call, answer);
    const { maxResponseBytes } = call;
    const read = answer.readWhole(maxResponseBytes + prefixBytes + endBytes);
    const whole = read instanceof Promise ? await read : read;
    call.complete();
    const envelopes = splitEnvelopes(whole, maxResponseBytes);
    const end = this.#takeEnd(envelopes);
    const said = end && (await readPlain(end, encoding, maxResponseBytes));
    const ending = this.#dialect.readEnd(answer, said, whole.length === 0);
    call.settle(ending instanceof Promise ? await ending : ending);
    if (envelopes.length !== 1) throw wrongCount(envelopes.length === 0 ? "no message" : "more than one message");
    return readMessage(envelopes[0]!, call, encoding);
  }

  async *stream(call: OutgoingCall, wire: Wire, request: Message | AsyncIterable<Message>): AsyncIterable<Message> {
    const isStream = Symbol.asyncIterator in request;
    const body = isStream ? undefined : await toFrame(call, request);
    const exchange = call.send(wire, this.#toRequest(call, body));
    if (isStream) void sendMessages(call, exchange, request);
    const answer = await exchange.answer;
    const encoding = this.#open(call, answer);
    let end: Uint8Array | undefined;
    let isEmpty = true;
    for await (const envelope of readEnvelopes(answer.chunks(), call.maxResponseBytes)) {
      call.assertOpen();
      if (end) throw afterEnd();
      isEmpty = false;
      if (!(envelope.flags & this.#dialect.endFlag)) yield readMessage(envelope, call, encoding);
      else end = await readPlain(envelope, encoding, call.maxResponseBytes);
    }
    call.complete();
    call.settle(await this.#dialect.readEnd(answer, end, isEmpty));
  }

  #toRequest(call: OutgoingCall, body: Uint8Array | undefined): WireRequest {
    const { family, encodingHeader, headers: fixed, toTimeout } = this.#dialect;
    const { timeoutMs, headers: own } = call.options;
    const headers = {
      ...own,
      "content-type": `${family}+${call.codec.name}`,
      ...fixed,
      ...(call.compressMinBytes === Number.POSITIVE_INFINITY ? undefined : { [encodingHeader]: "gzip" }),
      ...(timeoutMs === undefined ? undefined : toTimeout(timeoutMs)),
    };
    return { verb: "POST", target: call.path, headers, body };
  }

  /** Judges the head of an answer; the compression that it names. */
  #open(call: OutgoingCall, answer: WireAnswer): Encoding {
    this.#dialect.assertHead(answer, call);
    call.announce(answer.headers);
    return answer.headers[this.#dialect.encodingHeader];
  }

  /** Takes the envelope that ends the answer off its messages. */
  #takeEnd(envelopes: Envelope[]): Envelope | undefined {
    const { endFlag } = this.#dialect;
    const endAt = envelopes.findIndex(({ flags }) => flags & endFlag);
    if (endAt === -1) return undefined;
    if (endAt < envelopes.length - 1) throw afterEnd();
    return envelopes.pop();
  }
}

function readMessage(envelope: Envelope, call: OutgoingCall, encoding: Encoding): Awaitable<Message> {
  const { codec, method, maxResponseBytes } = call;
  if (envelope.flags === 0) return codec.decode(method.output, envelope.data);
  if (envelope.flags !== compressedFlag) throw toBrokenAnswer(`A message has the flags ${envelope.flags}.`);
  return readPlain(envelope, encoding, maxResponseBytes).then((data) => codec.decode(method.output, data));
}

function afterEnd(): Fault {
  return toBrokenAnswer("The answer goes on after its end.");
}
