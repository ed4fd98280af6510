import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Call } from "../../call.ts";
import type { Exchange, ResponseHeaders } from "../../transport/exchange.ts";
import { qualityOf } from "./accept.ts";
import type { Rendered } from "./answer-plan.ts";

/** Smaller bodies are sent as they are: compressing them costs more than it saves. */
const minGzipBytes = 1024;
const compressible = /json|text|xml|javascript|openmetrics/;
const deflate = promisify(gzip);

/**
 * Answers whole, with the status and headers that the handler or the contract set, and ends the call; compressed when
 * the caller takes gzip and the body is worth it.
 */
export function send(exchange: Exchange, call: Call, { contentType, body }: Rendered): void {
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
  const isWorthGzip = body.length >= minGzipBytes && compressible.test(contentType);
  if (isWorthGzip) addVary(headers, "accept-encoding");
  if (isWorthGzip && qualityOf("gzip", call.header("accept-encoding")) > 0) {
    headers["content-encoding"] = "gzip";
    void deflate(body).then(finish);
  } else finish(body);
}

function addVary(headers: ResponseHeaders, name: string): void {
  headers["vary"] = headers["vary"] === undefined ? name : `${headers["vary"]}, ${name}`;
}
