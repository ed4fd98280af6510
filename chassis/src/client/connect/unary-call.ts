import type { Message } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { HeaderMap } from "../../call.ts";
import { toConnectTimeout } from "../../protocol/connect/timeout.ts";
import { compressedFlag } from "../../protocol/envelope.ts";
import { fromHttpStatus, toForeign } from "../answer-fault.ts";
import type { OutgoingCall } from "../outgoing-call.ts";
import { loadGzip, readPlain } from "../plain-bytes.ts";
import type { Wire, WireAnswer, WireRequest } from "../wire/wire.ts";
import { toGetTarget } from "./get-target.ts";
import { assertConnectHead, readContentType } from "./head.ts";
import { parse, readConnectError } from "./status.ts";

/** One unary call of Connect: plain HTTP, the message is the body, trailers are headers named `trailer-…`. */
export async function callUnary(call: OutgoingCall, wire: Wire, request: Message, usesGet: boolean): Promise<Message> {
  const plain = call.codec.encode(call.method.input, request);
  const isCompressed = plain.length >= call.compressMinBytes;
  const message = isCompressed ? await (await loadGzip()).compress(plain) : plain;
  const answer = await call.send(wire, toRequest(call, message, isCompressed, usesGet)).answer;
  const [headers, trailers] = divide(answer.headers);
  call.announce(headers);
  const whole = await answer.readWhole(call.maxResponseBytes);
  call.complete();
  if (answer.status !== 200) call.settle({ trailers, fault: await readFailure(answer, whole, call) });
  assertConnectHead(answer, `application/${call.codec.name}`);
  const body = await readBody(answer, whole, call);
  call.settle({ trailers, fault: undefined });
  return call.codec.decode(call.method.output, body);
}

function toRequest(call: OutgoingCall, message: Uint8Array, isCompressed: boolean, usesGet: boolean): WireRequest {
  const { timeoutMs, headers: own } = call.options;
  const headers = {
    ...own,
    "user-agent": "flotilla",
    "accept-encoding": "gzip",
    ...(timeoutMs === undefined ? undefined : { "connect-timeout-ms": toConnectTimeout(timeoutMs) }),
  };
  const isSafe = call.method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  const target = usesGet && isSafe ? toGetTarget(call, message, isCompressed) : undefined;
  if (target) return { verb: "GET", target, headers };
  const content = {
    "content-type": `application/${call.codec.name}`,
    "connect-protocol-version": "1",
    ...(isCompressed ? { "content-encoding": "gzip" } : undefined),
  };
  return { verb: "POST", target: call.path, headers: { ...headers, ...content }, body: message };
}

async function readFailure(answer: WireAnswer, whole: Uint8Array, call: OutgoingCall) {
  const type = readContentType(answer);
  if (type === "application/problem+json") return toForeign("Connect", answer, readDetail(whole));
  if (type !== "application/json") return toForeign("Connect", answer);
  const json = parse(await readBody(answer, whole, call));
  return (await readConnectError(json, fromHttpStatus(answer.status))) ?? toForeign("Connect", answer);
}

/** What a problem (RFC 9457) says: a server that refuses a connection does not know yet what its peer speaks. */
function readDetail(whole: Uint8Array): string {
  const problem = parse(whole);
  const isProblem = typeof problem === "object" && problem !== null && "detail" in problem;
  return isProblem && typeof problem.detail === "string" ? problem.detail.slice(0, 1000) : "";
}

async function readBody(answer: WireAnswer, data: Uint8Array, call: OutgoingCall): Promise<Uint8Array> {
  const encoding = answer.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity" || data.length === 0) return data;
  return readPlain({ flags: compressedFlag, data }, encoding, call.maxResponseBytes);
}

const trailerPrefix = "trailer-";

/** Takes the trailers out of the headers that carry them. */
function divide(all: HeaderMap): [headers: HeaderMap, trailers: HeaderMap] {
  const headers: Record<string, string | string[] | undefined> = {};
  const trailers: Record<string, string | string[] | undefined> = {};
  for (const name in all) {
    if (name.startsWith(trailerPrefix)) trailers[name.slice(trailerPrefix.length)] = all[name];
    else headers[name] = all[name];
  }
  return [headers, trailers];
}
