import type { Call } from "../../call.ts";
import type { Exchange, ResponseHeaders } from "../../transport/exchange.ts";
import { compressMinBytes, gzip } from "../compression.ts";
import { qualityOf } from "./accept.ts";
import type { Rendered } from "./answer-plan.ts";

/** Types that gain from compression; images and archives are compressed already. */
const compressible = /json|text|xml|javascript/;

/**
 * Answers whole, with the status and headers that the handler or the contract set, and ends the call; compressed when
 * the caller takes gzip and the handler wants it or, if it says nothing, the body is worth it.
 */
export function send(exchange: Exchange, call: Call, { contentType, body, vary }: Rendered): void {
  const status = call.httpStatus ?? call.method.policy.httpStatus;
  const headers: ResponseHeaders = call.responseHeaders ?? {};
  const finish = (content?: string | Uint8Array) => {
    exchange.respondOnce(status, headers, content);
    call.end({ code: "ok", httpStatus: status });
  };
  if (status === 204 || status === 304) {
    finish();
    return;
  }
  headers["content-type"] = contentType;
  if (vary) addVary(headers, vary);
  const isWorthGzip = (call.compressesAnswer ?? body.length >= compressMinBytes) && compressible.test(contentType);
  if (isWorthGzip) addVary(headers, "accept-encoding");
  if (isWorthGzip && qualityOf("gzip", call.header("accept-encoding")) > 0) {
    headers["content-encoding"] = "gzip";
    const zipped = gzip.compress(typeof body === "string" ? Buffer.from(body) : body);
    if (zipped instanceof Promise) void zipped.then(finish);
    else finish(zipped);
  } else finish(body);
}

function addVary(headers: ResponseHeaders, name: string): void {
  headers["vary"] = headers["vary"] === undefined ? name : `${headers["vary"]}, ${name}`;
}
