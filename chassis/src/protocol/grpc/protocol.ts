import type { Message } from "@bufbuild/protobuf";
import { Call } from "../../call.ts";
import { Fault, type FaultInit, faultCodes } from "../../fault.ts";
import type { Exchange } from "../../transport/exchange.ts";
import { protoCodec } from "../codec.ts";
import { type Endpoint, type Endpoints, toBroken } from "../endpoint.ts";
import type { Protocol } from "../protocol.ts";
import { serve } from "../serve.ts";

const contentType = "application/grpc+proto";

/** gRPC over HTTP/2 (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
export function createGrpc(endpoints: Endpoints, maxBytes: number): Protocol {
  return {
    handle(exchange) {
      const type = exchange.headers["content-type"];
      if (exchange.httpVersion !== 2 || typeof type !== "string") return false;
      if (!type.startsWith("application/grpc") || type.startsWith("application/grpc-web")) return false;
      const endpoint = endpoints.byPath.get(exchange.target);
      if (endpoint) serveGrpc(endpoint, exchange, maxBytes);
      else serveUnknown(endpoints.unmatched, exchange);
      return true;
    },
  };
}

function serveUnknown(endpoint: Endpoint, exchange: Exchange): void {
  const fault: FaultInit = {
    code: "unimplemented",
    reason: "ROUTE_NOT_FOUND",
    message: `unknown method ${exchange.target}`,
  };
  const call = toCall(endpoint, exchange);
  serve(endpoint, call, toBroken(new Fault(fault)), {
    answer: () => undefined,
    fail: (failed) => fail(exchange, call, failed),
  });
}

function toCall(endpoint: Endpoint, exchange: Exchange): Call {
  return new Call({
    method: endpoint.method,
    transport: "grpc",
    headers: exchange.headers,
    peer: exchange.peer,
  });
}

function serveGrpc(endpoint: Endpoint, exchange: Exchange, maxBytes: number): void {
  const { method } = endpoint;
  const call = toCall(endpoint, exchange);
  const request = {
    async decode() {
      const body = await exchange.readWhole(maxBytes + 5, 15_000);
      return protoCodec.decode(method.input, body.subarray(5));
    },
  };
  serve(endpoint, call, request, {
    answer(opened) {
      const payload = protoCodec.encode(method.output, opened as Message);
      const frame = Buffer.allocUnsafe(5 + payload.length);
      frame[0] = 0;
      frame.writeUInt32BE(payload.length, 1);
      frame.set(payload, 5);
      exchange.respondOnce(200, { "content-type": contentType, ...call.responseHeaders }, frame, {
        "grpc-status": "0",
      });
      call.end({ code: "ok" });
    },
    fail: (fault) => fail(exchange, call, fault),
  });
}

function fail(exchange: Exchange, call: Call, fault: Fault): void {
  const status = { "grpc-status": faultCodes[fault.code].grpc, "grpc-message": encodeURIComponent(fault.message) };
  exchange.respondOnce(200, { "content-type": contentType, ...status });
  call.end({ code: fault.code, fault });
}
