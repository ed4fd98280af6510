import { Call } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { Exchange } from "../../transport/exchange.ts";
import { type Endpoints, toBroken } from "../endpoint.ts";
import type { Protocol } from "../protocol.ts";
import { type ProtocolLimits, toRpc } from "../rpc.ts";
import { serve } from "../serve.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { readBindings } from "./binding.ts";
import { eventStream, isReturn } from "./event-stream.ts";
import { RestCall } from "./rest-call.ts";
import { createRoute, type Route } from "./route.ts";
import { type RouteMatch, Router } from "./router.ts";
import { serveBare, serveStray } from "./stray.ts";
import { parseTimeout } from "./timeout.ts";

/**
 * REST by `google.api.http` (google/api/http.proto). It takes every exchange that is left, so it comes last. Throws an
 * Error when two rules claim the same requests, or a rule does not fit its messages. With `home`, a browser that asks for
 * `/` is sent there, if it is served here.
 */
export function createRest(endpoints: Endpoints, limits: ProtocolLimits, home?: string): Protocol {
  const router = createRouter(endpoints, limits);
  const start = home !== undefined && findRoute(router, "GET", home) ? home : undefined;
  return {
    handle(exchange) {
      const { path, query } = splitTarget(exchange.target);
      const match = findRoute(router, exchange.verb, path);
      if (start && path === "/" && wantsPage(exchange)) serveBare(exchange, endpoints, toRedirect(start));
      else if (!match) serveStray({ exchange, path, query, router, endpoints });
      else if (isOver(match.value, exchange)) serveBare(exchange, endpoints, nothingMore);
      else serveRoute(match, query, exchange);
      return true;
    },
  };
}

function toRedirect(home: string) {
  return { status: 307, headers: { location: home, vary: "accept" } };
}

/** A browser came back to an event stream that has ended. */
function isOver({ answer }: Route, { headers }: Exchange): boolean {
  return isReturn(headers) && answer.types?.choose(String(headers["accept"])) === eventStream.contentType;
}

const nothingMore = { status: 204, headers: {} };

/** A browser names HTML among what it accepts; other programs do not. */
function wantsPage({ verb, headers }: Exchange): boolean {
  return (verb === "GET" || verb === "HEAD") && String(headers["accept"]).includes("text/html");
}

function createRouter(endpoints: Endpoints, limits: ProtocolLimits): Router<Route> {
  const registry = createTypeRegistry(endpoints.services);
  const router = new Router<Route>();
  for (const endpoint of endpoints.all) {
    const bindings = endpoint.method.desc ? readBindings(endpoint.method.desc) : [];
    const rpc = toRpc(endpoint, limits);
    for (const binding of bindings) router.add(binding.verb, binding.template, createRoute(rpc, binding, registry));
  }
  return router;
}

function findRoute(router: Router<Route>, verb: string, path: string): RouteMatch<Route> | undefined {
  return router.find(verb, path) ?? (verb === "HEAD" ? router.find("GET", path) : undefined);
}

function serveRoute(match: RouteMatch<Route>, query: string, exchange: Exchange): void {
  const { endpoint, method, label } = match.value;
  const { headers, peer, verb } = exchange;
  const timeout = parseTimeout(headers["x-request-timeout"]);
  const timeoutMs = timeout instanceof Fault ? undefined : timeout;
  const call = new Call({ method, transport: "rest", headers, peer, verb, route: label, timeoutMs });
  const rest = new RestCall(exchange, call, match, query);
  exchange.onAbort((fault) => call.abort(fault));
  serve(endpoint, call, timeout instanceof Fault ? toBroken(timeout) : rest, rest);
}

/** Cuts the query off, and the origin that a proxy's absolute form carries (RFC 9112 §3.2.2). */
function splitTarget(target: string): { path: string; query: string } {
  const from = target.startsWith("/") ? 0 : originLength(target);
  const mark = target.indexOf("?", from);
  const path = (mark < 0 ? target.slice(from) : target.slice(from, mark)) || "/";
  return { path, query: mark < 0 ? "" : target.slice(mark + 1) };
}

function originLength(target: string): number {
  return /^https?:\/\/[^/?#]*/i.exec(target)?.[0].length ?? 0;
}
