import { type Agent, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { type CarriedCall, createCarriedTransport, readOne } from "./carried-transport.ts";
import { toRestAnswer, toRestMessages } from "./rest-answer.ts";
import { toBodyStream } from "./rest-body.ts";
import { readRules, templateOf, toRestRequest, verbOf } from "./rest-request.ts";

/** Where {@link createRestTransport} leads. */
export interface RestTransportOptions {
  /** Such as `http://127.0.0.1:8000`. */
  readonly baseUrl: string;
  readonly agent: Agent;
}

interface Layout {
  readonly verb: string;
  readonly target: string;
  readonly contentType?: string;
  readonly body?: string | Readable;
}

/** Speaks REST by `google.api.http`, worked out from the contract on the client's side. */
export function createRestTransport({ baseUrl, agent }: RestTransportOptions): Transport {
  return createCarriedTransport(async (call) => {
    const { method, signal } = call;
    const { verb, target, contentType, body } = await layOut(call);
    const headers = { ...toHeaders(call), ...(contentType === undefined ? {} : { "content-type": contentType }) };
    const options = { method: verb, agent, headers, ...(signal ? { signal } : {}) };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(`${baseUrl}${target}`, options, resolve);
      outgoing.on("error", (cause) => reject(toUnreachable(cause)));
      if (body instanceof Readable) body.on("error", (cause) => outgoing.destroy(cause)).pipe(outgoing);
      else outgoing.end(body);
    });
    const messages = isAnsweredInParts(call) ? toRestMessages(method, answer) : toOne(toRestAnswer(method, answer));
    return { header: toHeader(answer), trailer: new Headers(), messages };
  });
}

/** A single request goes into path, query and body; a stream of them goes into the body, one after the other. */
async function layOut({ method, messages }: CarriedCall): Promise<Layout> {
  if (method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming") {
    const rule = readRules(method)[0]!;
    const { contentType, stream } = await toBodyStream(method.input, messages);
    return { verb: verbOf(rule), target: templateOf(rule), contentType, body: stream };
  }
  const { verb, target, body } = toRestRequest(method, await readOne(messages));
  if (body === undefined) return { verb, target };
  return { verb, target, contentType: "application/json", body: JSON.stringify(body) };
}

function isAnsweredInParts({ method }: CarriedCall): boolean {
  return method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming";
}

async function* toOne<T>(message: Promise<T>): AsyncIterable<T> {
  yield await message;
}

function toHeaders(call: CarriedCall): Record<string, string> {
  const headers: Record<string, string> = { accept: isAnsweredInParts(call) ? "*/*" : "application/json" };
  if (call.timeoutMs !== undefined) headers["x-request-timeout"] = `${Math.ceil(call.timeoutMs)}ms`;
  return { ...headers, ...call.headers };
}

function toHeader(answer: IncomingMessage): Headers {
  const header = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) header.append(name, value);
  }
  return header;
}

function toUnreachable(cause: Error): ConnectError {
  if (cause instanceof ConnectError) return cause;
  if (cause.name === "AbortError") return new ConnectError("the call was cancelled", Code.Canceled);
  return new ConnectError(cause.message, Code.Unavailable, undefined, undefined, cause);
}
