import { create, type DescMethod, fromBinary, type Message, type MessageInitShape } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import {
  type ClientCompatRequest,
  type ClientResponseResult,
  ClientResponseResultSchema,
} from "@flotilla/contract/connectrpc/conformance/v1/client_compat";
import { StreamType } from "@flotilla/contract/connectrpc/conformance/v1/config";
import {
  type ConformancePayload,
  ConformancePayloadSchema,
  ConformanceService,
} from "@flotilla/contract/connectrpc/conformance/v1/service";
import { type Caller, type CallOptions, createClient } from "../src/client/index.ts";
import type { Fault } from "../src/index.ts";
import { PlannedRequests } from "./planned-requests.ts";
import { toConformanceError, toHeaderList } from "./translate.ts";

/** Makes the call that a test case describes, cancels it when the case says so, and tells how it ended. */
export async function makeCall(request: ClientCompatRequest, caller: Caller): Promise<ClientResponseResult> {
  const method = findMethod(request);
  const messages = request.requestMessages.map((any) => unpack(method, any));
  const isFullDuplex = request.streamType === StreamType.FULL_DUPLEX_BIDI_STREAM;
  const planned = new PlannedRequests(messages, request, isFullDuplex);
  const result: MessageInitShape<typeof ClientResponseResultSchema> = {};
  const payloads: ConformancePayload[] = [];
  const options: CallOptions = {
    headers: Object.fromEntries(request.requestHeaders.map(({ name, value }) => [name.toLowerCase(), value])),
    timeoutMs: request.timeoutMs,
    signal: planned.signal,
    onHeaders: (headers) => Object.assign(result, { responseHeaders: toHeaderList(headers) }),
    onTrailers: (trailers) => Object.assign(result, { responseTrailers: toHeaderList(trailers) }),
  };
  try {
    for await (const answer of call(caller, method, planned, options)) {
      payloads.push((answer as Message & { payload?: ConformancePayload }).payload ?? create(ConformancePayloadSchema));
      planned.hear(payloads.length);
    }
  } catch (fault) {
    result.error = toConformanceError(fault as Fault);
  } finally {
    planned.end();
  }
  return create(ClientResponseResultSchema, { ...result, payloads, numUnsentRequests: planned.unsent });
}

type Rpc = (
  request: Message | AsyncIterable<Message>,
  options: CallOptions,
) => Promise<Message> | AsyncIterable<Message>;

async function* call(
  caller: Caller,
  { localName, methodKind }: DescMethod,
  planned: PlannedRequests,
  options: CallOptions,
): AsyncIterable<Message> {
  const rpcs = createClient(ConformanceService, caller) as unknown as Readonly<Record<string, Rpc>>;
  const isSingle = methodKind === "unary" || methodKind === "server_streaming";
  const answer = rpcs[localName]!(isSingle ? planned.only() : planned.each(), options);
  if (answer instanceof Promise) yield answer;
  else yield* answer;
}

function findMethod({ service, method }: ClientCompatRequest): DescMethod {
  const found = ConformanceService.methods.find(({ name }) => name === method);
  if (found && service === ConformanceService.typeName) return found;
  throw new Error(`there is no rpc ${service}/${method}`);
}

function unpack({ input }: DescMethod, { typeUrl, value }: Any): Message {
  const type = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
  if (type !== input.typeName) throw new Error(`a request is a ${type}, not a ${input.typeName}`);
  return fromBinary(input, value);
}
