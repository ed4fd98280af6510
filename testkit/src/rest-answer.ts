import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { create, type DescMethod, fromJson, getOption, type JsonValue, type Message } from "@bufbuild/protobuf";
import { type FaultCode, faultCodes } from "@flotilla/chassis";
import { http } from "@flotilla/contract/google/api/annotations";
import { HttpBodySchema } from "@flotilla/contract/google/api/httpbody";
import { createConnectError, type FaultParts } from "./connect-fault.ts";

type Problem = Partial<Omit<FaultParts, "message">> & { readonly detail?: string };

/** Reads a unary answer; an RFC 9457 problem is thrown as ConnectError. */
export async function toRestAnswer(method: DescMethod, answer: IncomingMessage): Promise<Message> {
  await assertSuccess(answer);
  const body = await readAll(answer);
  if (method.output.typeName === HttpBodySchema.typeName) return toHttpBody(answer, body);
  if (answer.statusCode === 204) return create(method.output);
  const { responseBody } = getOption(method, http);
  const json = JSON.parse(body.toString()) as JsonValue;
  return fromJson(method.output, responseBody === "" ? json : { [responseBody]: json });
}

/** Reads a streamed answer: lines of JSON, of which one with `error` ends it, or the chunks of an HttpBody. */
export async function* toRestMessages(method: DescMethod, answer: IncomingMessage): AsyncIterable<Message> {
  await assertSuccess(answer);
  if (method.output.typeName === HttpBodySchema.typeName) {
    for await (const chunk of answer) yield toHttpBody(answer, chunk as Buffer);
    return;
  }
  for await (const line of createInterface({ input: answer })) {
    const json = JSON.parse(line) as { error?: Problem };
    if (json.error) throw toError(json.error, answer);
    yield fromJson(method.output, json as JsonValue);
  }
}

function toHttpBody(answer: IncomingMessage, data: Buffer): Message {
  return create(HttpBodySchema, { contentType: answer.headers["content-type"] ?? "", data: new Uint8Array(data) });
}

async function assertSuccess(answer: IncomingMessage): Promise<void> {
  const status = answer.statusCode ?? 0;
  if (status < 400) return;
  const text = (await readAll(answer)).toString();
  const isProblem = answer.headers["content-type"] === "application/problem+json";
  throw toError(isProblem ? (JSON.parse(text) as Problem) : { detail: `HTTP ${status}: ${text}` }, answer);
}

function toError({ code, detail = "", reason, violations }: Problem, answer: IncomingMessage) {
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
  const retryAfter = answer.headers["retry-after"];
  const retryAfterMs = retryAfter === undefined ? undefined : Number(retryAfter) * 1000;
  const known: FaultCode = code !== undefined && code in faultCodes ? code : "unknown";
  return createConnectError(
    { code: known, message: detail, reason, violations, retryAfterMs },
    Object.fromEntries(headers) as Record<string, string>,
  );
}

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
