import type { Exchange, ResponseHeaders } from "../transport/exchange.ts";
import { CorsExchange } from "./cors-exchange.ts";
import type { Protocol } from "./protocol.ts";

/** How long a browser may remember a preflight, in seconds; browsers cap it at two hours or less. */
const maxAgeSeconds = 7200;

/**
 * Lets browsers of these origins call what `next` serves (https://fetch.spec.whatwg.org/#http-cors-protocol), whatever
 * the protocol. `*` admits every origin, without credentials; a named origin may send them. No origins: `next` itself.
 * An OPTIONS preflight is answered by `next` like any OPTIONS, so it runs through the chain; here it gets its headers.
 */
export function createCors(origins: readonly string[], next: Protocol): Protocol {
  if (origins.length === 0) return next;
  const isAny = origins.includes("*");
  const named = new Set(origins);
  return {
    handle(exchange) {
      const origin = exchange.headers["origin"];
      const isKnown = typeof origin === "string" && (isAny || named.has(origin));
      return next.handle(new CorsExchange(exchange, isKnown ? toGrant(exchange, origin, isAny) : varyOnly(isAny)));
    },
  };
}

function varyOnly(isAny: boolean): ResponseHeaders {
  return isAny ? {} : { vary: "origin" };
}

function toGrant(exchange: Exchange, origin: string, isAny: boolean): ResponseHeaders {
  const headers: ResponseHeaders = isAny
    ? { "access-control-allow-origin": "*" }
    : { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "origin" };
  const method = exchange.headers["access-control-request-method"];
  if (exchange.verb !== "OPTIONS" || typeof method !== "string") return headers;
  return { ...headers, ...toPreflight(method, exchange.headers["access-control-request-headers"]) };
}

const token = /^[!#$%&'*+.^_`|~\w-]+$/;
const tokens = /^[!#$%&'*+.^_`|~\w-]+(\s*,\s*[!#$%&'*+.^_`|~\w-]+)*$/;

/** Grants what is asked for: who may call what is for the API key to decide, not for the browser. */
function toPreflight(method: string, names: string | string[] | undefined): ResponseHeaders {
  const headers: ResponseHeaders = { "access-control-max-age": maxAgeSeconds };
  if (token.test(method)) headers["access-control-allow-methods"] = method;
  const asked = String(names ?? "").trim();
  if (tokens.test(asked)) headers["access-control-allow-headers"] = asked;
  return headers;
}
