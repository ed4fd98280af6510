import { create } from "@bufbuild/protobuf";
import { EmptySchema, MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Call } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { Exchange, ResponseHeaders } from "../../transport/exchange.ts";
import { type Endpoints, toBroken } from "../endpoint.ts";
import { serve } from "../serve.ts";
import type { Route } from "./route.ts";
import type { Router } from "./router.ts";
import { sendProblem } from "./send-problem.ts";

/** A request that no route takes as it is. */
interface Stray {
  readonly exchange: Exchange;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly router: Router<Route>;
  readonly endpoints: Endpoints;
}

/** Answers OPTIONS, 308 to the clean path, 405 with `Allow`, or 404. */
export function serveStray(stray: Stray): void {
  serveBare(stray.exchange, stray.endpoints, toOutcome(stray));
}

/** Answers without an rpc and without a body, or with a problem: through the chain, as route `unmatched`. */
export function serveBare(exchange: Exchange, endpoints: Endpoints, outcome: Head | Fault): void {
  const { headers, peer, verb } = exchange;
  const { method } = endpoints.unmatched;
  const call = new Call({ method, transport: "rest", headers, peer, verb, route: "unmatched" });
  const request = outcome instanceof Fault ? toBroken(outcome) : { decode: () => create(EmptySchema) };
  exchange.onAbort((fault) => call.abort(fault));
  serve(endpoints.unmatched, call, request, {
    answer() {
      const { status, headers: extra } = outcome as Head;
      exchange.respondOnce(status, { ...call.responseHeaders, ...extra });
      call.end({ code: "ok", httpStatus: status });
    },
    fail: (fault) => sendProblem(exchange, call, fault),
  });
}

interface Head {
  readonly status: number;
  readonly headers: ResponseHeaders;
}

function toOutcome(stray: Stray): Head | Fault {
  const { exchange, path, query } = stray;
  const isPreflight = exchange.headers["access-control-request-method"] !== undefined;
  const verbs = listVerbs(stray, path);
  if (exchange.verb === "OPTIONS" && (verbs.length > 0 || isPreflight || path === "*")) {
    return { status: 204, headers: verbs.length > 0 ? { allow: verbs.join(", ") } : {} };
  }
  if (verbs.length > 0) return methodNotAllowed(exchange.verb, path, verbs);
  const clean = toCleanPath(path);
  if (clean !== path && listVerbs(stray, clean).length > 0) {
    return { status: 308, headers: { location: query === "" ? clean : `${clean}?${query}` } };
  }
  const message = `Nothing is served at ${path.slice(0, 200)}.`;
  return new Fault({ code: "not_found", reason: "ROUTE_NOT_FOUND", message });
}

/** What `Allow` says of a path: GET brings HEAD with it, and the rpcs' own paths take what Connect and gRPC-Web send. */
function listVerbs({ router, endpoints }: Stray, path: string): readonly string[] {
  const verbs = new Set(router.verbs(path));
  const endpoint = endpoints.byPath.get(path);
  if (endpoint) verbs.add("POST");
  if (endpoint?.method.desc?.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS) verbs.add("GET");
  if (verbs.has("GET")) verbs.add("HEAD");
  if (verbs.size > 0) verbs.add("OPTIONS");
  return [...verbs].sort();
}

/**
 * Without doubled and trailing slashes. A backslash is escaped, since browsers take it for a slash and `/\host` for
 * another host.
 */
function toCleanPath(path: string): string {
  const clean = path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
  return clean.replaceAll("\\", "%5C");
}

function methodNotAllowed(verb: string, path: string, verbs: readonly string[]): Fault {
  const allow = verbs.join(", ");
  return new Fault({
    code: "unimplemented",
    reason: "METHOD_NOT_ALLOWED",
    message: `${verb} is not served at ${path.slice(0, 200)}; it takes ${allow}.`,
    httpStatus: 405,
    headers: { allow },
  });
}
