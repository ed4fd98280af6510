import { Fault } from "../../fault.ts";
import type { Exchange } from "../../transport/exchange.ts";
import { createJsonCodec, protoCodec } from "../codec.ts";
import type { Endpoints } from "../endpoint.ts";
import { toMediaType } from "../media-type.ts";
import type { Protocol } from "../protocol.ts";
import { type ProtocolLimits, toRpc, toRpcs } from "../rpc.ts";
import { serve } from "../serve.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { readRequestForm, toCodecs, unknownCodec, unknownRpc, wrongVerb } from "./request.ts";
import { GrpcCall } from "./served-call.ts";

const family = "application/grpc";
const contentTypes = /^application\/grpc(?:[+; ]|$)/i;

/** gRPC over HTTP/2 (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), in protobuf and JSON. */
export function createGrpc(endpoints: Endpoints, limits: ProtocolLimits): Protocol {
  const rpcs = toRpcs(endpoints, limits);
  const unmatched = toRpc(endpoints.unmatched, limits);
  const codecs = toCodecs(family, protoCodec, createJsonCodec(createTypeRegistry(endpoints.services)));
  return {
    handle(exchange) {
      const contentType = exchange.headers["content-type"];
      if (typeof contentType !== "string") return false;
      const plain = codecs.get(contentType);
      if (!plain && !contentTypes.test(contentType)) return false;
      const codec = plain ?? codecs.get(toMediaType(contentType));
      const rpc = rpcs.get(exchange.target) ?? unmatched;
      const form = readRequestForm(exchange.headers, codec ?? protoCodec);
      const fault = findFault(exchange, codec ? undefined : contentType, rpc === unmatched) ?? form.fault;
      const call = new GrpcCall({ exchange, rpc, form: fault ? { ...form, fault } : form, transport: "grpc" });
      serve(rpc.endpoint, call.call, call, call);
      return true;
    },
  };
}

function findFault(exchange: Exchange, unknownType: string | undefined, isUnmatched: boolean): Fault | undefined {
  const { httpVersion, verb, target } = exchange;
  if (verb !== "POST") return wrongVerb(verb);
  if (unknownType !== undefined) return unknownCodec(unknownType, family);
  if (httpVersion !== 2) return wrongHttpVersion();
  return isUnmatched ? unknownRpc(target) : undefined;
}

function wrongHttpVersion(): Fault {
  const message = "gRPC needs HTTP/2; over HTTP/1.1 speak gRPC-Web or Connect.";
  return new Fault({ code: "unimplemented", reason: "WRONG_HTTP_VERSION", message, httpStatus: 505 });
}
