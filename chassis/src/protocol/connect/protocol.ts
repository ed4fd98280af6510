import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Fault } from "../../fault.ts";
import type { Exchange } from "../../transport/exchange.ts";
import { type Codec, createJsonCodec, protoCodec } from "../codec.ts";
import type { Endpoints } from "../endpoint.ts";
import { toMediaType } from "../media-type.ts";
import type { Protocol } from "../protocol.ts";
import { type ProtocolLimits, type Rpc, toRpcs } from "../rpc.ts";
import { serve } from "../serve.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { type GetRequest, readGetRequest } from "./get-request.ts";
import { readStreamForm, readUnaryForm } from "./request.ts";
import { ConnectStreamCall } from "./served-call.ts";
import { ConnectUnaryCall } from "./unary-call.ts";

/**
 * Connect (https://connectrpc.com/docs/protocol) over HTTP/1.1 and HTTP/2: unary by POST, by GET where the rpc has no
 * side effects, and streams. It takes the POSTs to an rpc's path that are left; other verbs are REST's to refuse.
 */
export function createConnect(endpoints: Endpoints, limits: ProtocolLimits): Protocol {
  const rpcs = toRpcs(endpoints, limits);
  const json = createJsonCodec(createTypeRegistry(endpoints.services));
  const codecs: ReadonlyMap<string, Codec> = new Map([
    ["proto", protoCodec],
    ["json", json],
  ]);
  return {
    handle(exchange) {
      const { target, verb } = exchange;
      const queryAt = target.indexOf("?");
      // Most requests are REST's GETs: a Connect GET has its message in the query.
      if (verb === "GET" && queryAt === -1) return false;
      const rpc = rpcs.get(queryAt === -1 ? target : target.slice(0, queryAt));
      if (!rpc) return false;
      if (verb === "POST") servePost(exchange, rpc, codecs);
      else if (verb === "GET" && isGettable(rpc)) serveGet(exchange, rpc, codecs);
      else return false;
      return true;
    },
  };
}

function isGettable({ endpoint, hasRequestStream, hasResponseStream }: Rpc): boolean {
  const isSafe = endpoint.method.desc?.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  return isSafe && !hasRequestStream && !hasResponseStream;
}

function servePost(exchange: Exchange, rpc: Rpc, codecs: ReadonlyMap<string, Codec>): void {
  const isStream = rpc.hasRequestStream || rpc.hasResponseStream;
  const family = isStream ? "application/connect+" : "application/";
  const contentType = toMediaType(String(exchange.headers["content-type"] ?? ""));
  const codec = contentType.startsWith(family) ? codecs.get(contentType.slice(family.length)) : undefined;
  if (codec && isStream) {
    const form = readStreamForm(exchange.headers, codec);
    const call = new ConnectStreamCall({ exchange, rpc, form, transport: "connect" });
    serve(rpc.endpoint, call.call, call, call);
    return;
  }
  const form = readUnaryForm(exchange.headers, codec ?? protoCodec);
  const call = new ConnectUnaryCall(exchange, rpc, codec ? form : { ...form, fault: unknownType(contentType, family) });
  serve(rpc.endpoint, call.call, call, call);
}

function serveGet(exchange: Exchange, rpc: Rpc, codecs: ReadonlyMap<string, Codec>): void {
  const { target, headers } = exchange;
  const query = target.slice(target.indexOf("?") + 1);
  const form = readUnaryForm(headers, protoCodec);
  let read: GetRequest | undefined;
  let { fault } = form;
  try {
    read = readGetRequest(query, codecs);
  } catch (thrown) {
    fault ??= thrown as Fault;
  }
  const { codec = protoCodec, compression, message } = read ?? {};
  const call = new ConnectUnaryCall(exchange, rpc, { ...form, codec, compression, fault }, message);
  serve(rpc.endpoint, call.call, call, call);
}

function unknownType(contentType: string, family: string): Fault {
  const accepted = `${family}proto, ${family}json`;
  return new Fault({
    code: "invalid_argument",
    reason: "UNSUPPORTED_MEDIA_TYPE",
    message: `Content type ${JSON.stringify(contentType)} is not read here; send one of ${accepted}.`,
    httpStatus: 415,
    headers: { "accept-post": accepted },
  });
}
