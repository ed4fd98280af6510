import { create, getOption, type Message, toJson } from "@bufbuild/protobuf";
import { http } from "@flotilla/contract/google/api/annotations";
import { Call } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { Exchange } from "../../transport/exchange.ts";
import { type Endpoint, type Endpoints, toBroken } from "../endpoint.ts";
import type { Protocol } from "../protocol.ts";
import { serve } from "../serve.ts";

/** REST by `google.api.http`. It takes every exchange that came so far. */
export function createRest(endpoints: Endpoints): Protocol {
  const routes = new Map<string, Endpoint>();
  for (const endpoint of endpoints.all) {
    const pattern = endpoint.method.desc && getOption(endpoint.method.desc, http).pattern;
    if (pattern?.case === "get") routes.set(pattern.value, endpoint);
  }
  return {
    handle(exchange) {
      const path = exchange.target.split("?", 1)[0]!;
      serveRest(routes.get(path) ?? endpoints.unmatched, exchange, path);
      return true;
    },
  };
}

function serveRest(endpoint: Endpoint, exchange: Exchange, path: string): void {
  const { method } = endpoint;
  const { headers, peer, verb } = exchange;
  const call = new Call({ method, transport: "rest", headers, peer, verb, route: method.desc ? path : "unmatched" });
  const missing = new Fault({ code: "not_found", reason: "ROUTE_NOT_FOUND", message: `Nothing is served at ${path}.` });
  const request = method.desc ? { decode: () => create(method.input) } : toBroken(missing);
  serve(endpoint, call, request, {
    answer(opened) {
      const json = JSON.stringify(toJson(method.output, opened as Message, { alwaysEmitImplicit: true }));
      exchange.respondOnce(200, { "content-type": "application/json" }, json);
      call.end({ code: "ok", httpStatus: 200 });
    },
    fail(fault) {
      const body = { status: fault.httpStatus, code: fault.code, reason: fault.reason, detail: fault.message };
      exchange.respondOnce(fault.httpStatus, { "content-type": "application/problem+json" }, JSON.stringify(body));
      call.end({ code: fault.code, fault, httpStatus: fault.httpStatus });
    },
  });
}
