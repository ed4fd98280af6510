import type { HeaderMap } from "../../call.ts";
import { Fault, type FaultCode, type FaultDetail, faultCodes } from "../../fault.ts";
import { decodeBinaryHeader } from "../../protocol/binary-header.ts";
import { toBrokenAnswer } from "../answer-fault.ts";
import type { Ending } from "../outgoing-call.ts";

/** An object of a peer's JSON: nothing is known of its fields. */
type Fields = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder();

/**
 * Reads an error in Connect's JSON (https://connectrpc.com/docs/protocol#error-end-stream). `fallback` is the code of one
 * that names none we know; its reason is the peer's, or the code in capitals. What is no error at all is undefined.
 */
export async function readConnectError(json: unknown, fallback: FaultCode): Promise<Fault | undefined> {
  if (!isObject(json)) return undefined;
  const code = toCode(json["code"]) ?? fallback;
  const message = typeof json["message"] === "string" ? json["message"] : "";
  const details = await readDetails(json["details"]);
  return new Fault({ ...details, reason: details.reason || code.toUpperCase(), code, message });
}

/** Reads the envelope that ends a stream. Throws MALFORMED_MESSAGE when it is no JSON object. */
export async function readEndStream(bytes: Uint8Array): Promise<Ending> {
  const end = parse(bytes);
  if (!isObject(end)) throw toBrokenAnswer("The end of the stream is not well-formed JSON.");
  const fault = await readConnectError(end["error"], "unknown");
  return { trailers: readMetadata(end["metadata"]), fault };
}

/** JSON from a peer, or undefined for what is none. */
export function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function toCode(code: unknown): FaultCode | undefined {
  if (code === "canceled") return "cancelled";
  return typeof code === "string" && code !== "cancelled" && Object.hasOwn(faultCodes, code)
    ? (code as FaultCode)
    : undefined;
}

/** Details that cannot be read are left out: the code and the message count more. */
async function readDetails(details: unknown) {
  if (!Array.isArray(details)) return {};
  const { fromDetails } = await import("../../protocol/status-details.ts");
  try {
    return fromDetails(details.filter(isDetail).map(toDetail));
  } catch {
    return {};
  }
}

interface JsonDetail {
  readonly type: string;
  readonly value: string;
}

function isDetail(value: unknown): value is JsonDetail {
  return isObject(value) && typeof value["type"] === "string" && typeof value["value"] === "string";
}

function toDetail({ type, value }: JsonDetail): FaultDetail {
  return { type, value: decodeBinaryHeader(value) };
}

function readMetadata(metadata: unknown): HeaderMap {
  const trailers: Record<string, string | string[]> = Object.create(null);
  if (!isObject(metadata)) return trailers;
  for (const [name, values] of Object.entries(metadata)) {
    const texts = Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
    if (texts.length > 0) trailers[name.toLowerCase()] = texts.length === 1 ? texts[0]! : texts;
  }
  return trailers;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
