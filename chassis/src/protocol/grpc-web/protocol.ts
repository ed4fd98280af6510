import { createJsonCodec, protoCodec } from "../codec.ts";
import type { Endpoints } from "../endpoint.ts";
import { readRequestForm, toCodecs, unknownCodec, unknownRpc, wrongVerb } from "../grpc/request.ts";
import { toMediaType } from "../media-type.ts";
import type { Protocol } from "../protocol.ts";
import { type ProtocolLimits, toRpc, toRpcs } from "../rpc.ts";
import { serve } from "../serve.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { GrpcWebCall } from "./served-call.ts";

const family = "application/grpc-web";
const textFamily = "application/grpc-web-text";
const contentTypes = /^application\/grpc-web(?:-text)?(?:[+; ]|$)/i;

/**
 * gRPC-Web (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md) over HTTP/1.1 and HTTP/2, binary and text, in
 * protobuf and JSON. Streams of requests work wherever the client can send them.
 */
export function createGrpcWeb(endpoints: Endpoints, limits: ProtocolLimits): Protocol {
  const rpcs = toRpcs(endpoints, limits);
  const unmatched = toRpc(endpoints.unmatched, limits);
  const json = createJsonCodec(createTypeRegistry(endpoints.services));
  const codecs = new Map([...toCodecs(family, protoCodec, json), ...toCodecs(textFamily, protoCodec, json)]);
  return {
    handle(exchange) {
      const contentType = exchange.headers["content-type"];
      if (typeof contentType !== "string" || !contentTypes.test(contentType)) return false;
      // A preflight, or anything else that a browser does by itself, is no call.
      if (exchange.verb === "OPTIONS") return false;
      const codec = codecs.get(contentType) ?? codecs.get(toMediaType(contentType));
      const rpc = rpcs.get(exchange.target) ?? unmatched;
      const form = readRequestForm(exchange.headers, codec ?? protoCodec);
      let { fault } = form;
      if (exchange.verb !== "POST") fault = wrongVerb(exchange.verb);
      else if (!codec) fault = unknownCodec(contentType, family);
      else if (rpc === unmatched) fault = unknownRpc(exchange.target);
      const init = { exchange, rpc, form: fault ? { ...form, fault } : form, transport: "grpc_web" } as const;
      const call = new GrpcWebCall(init, toMediaType(contentType).startsWith(textFamily));
      serve(rpc.endpoint, call.call, call, call);
      return true;
    },
  };
}
