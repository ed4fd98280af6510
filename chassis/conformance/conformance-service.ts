import { setTimeout as delay } from "node:timers/promises";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Any, anyPack } from "@bufbuild/protobuf/wkt";
import {
  type BidiStreamRequest,
  BidiStreamRequestSchema,
  type ClientStreamRequest,
  ClientStreamRequestSchema,
  type ConformancePayload_RequestInfo,
  ConformancePayload_RequestInfoSchema,
  type ConformancePayloadSchema,
  ConformanceService,
  IdempotentUnaryRequestSchema,
  ServerStreamRequestSchema,
  type StreamResponseDefinition,
  UnaryRequestSchema,
  type UnaryResponseDefinition,
} from "@flotilla/contract/connectrpc/conformance/v1/service";
import { type Call, implement, type Service } from "../src/index.ts";
import { setMetadata, toConformanceFault, toRequestInfo, unimplemented } from "./translate.ts";

type Payload = MessageInitShape<typeof ConformancePayloadSchema>;

/** The service that the official suite calls; connectrpc/conformance/v1/service.proto says what each rpc must do. */
export function createConformanceService(): Service {
  return implement(ConformanceService, {
    unary: async (request, call) => {
      const requests = [anyPack(UnaryRequestSchema, request)];
      return { payload: await answerOnce(request.responseDefinition, requests, call) };
    },
    idempotentUnary: async (request, call) => {
      const requests = [anyPack(IdempotentUnaryRequestSchema, request)];
      return { payload: await answerOnce(request.responseDefinition, requests, call) };
    },
    clientStream: async (messages, call) => {
      const requests: ClientStreamRequest[] = [];
      for await (const message of messages) requests.push(message);
      const packed = requests.map((request) => anyPack(ClientStreamRequestSchema, request));
      return { payload: await answerOnce(requests[0]?.responseDefinition, packed, call) };
    },
    serverStream: (request, call) => {
      const requests = [anyPack(ServerStreamRequestSchema, request)];
      return wrap(answerMany(request.responseDefinition, requests, call));
    },
    bidiStream: (messages, call) => wrap(converse(messages, call)),
    unimplemented,
  });
}

async function answerOnce(
  definition: UnaryResponseDefinition | undefined,
  requests: Any[],
  call: Call,
): Promise<Payload> {
  setMetadata(definition, call);
  const requestInfo = toRequestInfo(requests, call);
  if (definition?.responseDelayMs) await delay(definition.responseDelayMs, undefined, { signal: call.signal });
  const { response } = definition ?? {};
  if (response?.case === "error") throw toConformanceFault(response.value, requestInfo);
  return { data: response?.case === "responseData" ? response.value : new Uint8Array(), requestInfo };
}

async function* answerMany(
  definition: StreamResponseDefinition | undefined,
  requests: Any[],
  call: Call,
): AsyncIterable<Payload> {
  setMetadata(definition, call);
  let requestInfo: ConformancePayload_RequestInfo | undefined = toRequestInfo(requests, call);
  for (const data of definition?.responseData ?? []) {
    if (definition?.responseDelayMs) await delay(definition.responseDelayMs, undefined, { signal: call.signal });
    yield requestInfo ? { data, requestInfo } : { data };
    requestInfo = undefined;
  }
  if (definition?.error) throw toConformanceFault(definition.error, requestInfo);
}

async function* converse(messages: AsyncIterable<BidiStreamRequest>, call: Call): AsyncIterable<Payload> {
  const iterator = messages[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const definition = first.value.responseDefinition;
  const rest = { [Symbol.asyncIterator]: () => iterator };
  if (first.value.fullDuplex) yield* answerEach(definition, first.value, rest, call);
  else {
    const requests = [first.value];
    for await (const message of rest) requests.push(message);
    yield* answerMany(definition, requests.map(pack), call);
  }
}

/** One answer for each request, as long as there are any of both; then what is left, then the error. */
async function* answerEach(
  definition: StreamResponseDefinition | undefined,
  first: BidiStreamRequest,
  rest: AsyncIterable<BidiStreamRequest>,
  call: Call,
): AsyncIterable<Payload> {
  setMetadata(definition, call);
  const data = [...(definition?.responseData ?? [])];
  const iterator = rest[Symbol.asyncIterator]();
  let requestInfo: ConformancePayload_RequestInfo | undefined = toRequestInfo([pack(first)], call);
  let hasAnswered = false;
  while (requestInfo && data.length > 0) {
    if (definition?.responseDelayMs) await delay(definition.responseDelayMs, undefined, { signal: call.signal });
    yield { data: data.shift()!, requestInfo };
    hasAnswered = true;
    const next = await iterator.next();
    requestInfo = next.done ? undefined : toBareInfo(pack(next.value));
  }
  for (const left of data) {
    if (definition?.responseDelayMs) await delay(definition.responseDelayMs, undefined, { signal: call.signal });
    yield { data: left };
    hasAnswered = true;
  }
  if (definition?.error) throw toConformanceFault(definition.error, hasAnswered ? undefined : requestInfo);
}

function toBareInfo(request: Any): ConformancePayload_RequestInfo {
  return create(ConformancePayload_RequestInfoSchema, { requests: [request] });
}

function pack(request: BidiStreamRequest): Any {
  return anyPack(BidiStreamRequestSchema, request);
}

async function* wrap(payloads: AsyncIterable<Payload>): AsyncIterable<{ payload: Payload }> {
  for await (const payload of payloads) yield { payload };
}
