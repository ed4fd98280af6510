import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import type { Code } from "@flotilla/contract/connectrpc/conformance/v1/config";
import {
  type Error as ConformanceError,
  type ErrorSchema as ConformanceErrorSchema,
  type ConformancePayload_RequestInfo,
  ConformancePayload_RequestInfoSchema,
  type Header,
  type HeaderSchema,
} from "@flotilla/contract/connectrpc/conformance/v1/service";
import { type Call, Fault, faultCodes, findFaultCode, type HeaderMap } from "../src/index.ts";

/** What the suite wants echoed of a request. */
export function toRequestInfo(requests: Any[], call: Call): ConformancePayload_RequestInfo {
  return create(ConformancePayload_RequestInfoSchema, {
    requests,
    requestHeaders: toHeaderList(call.headers),
    ...(call.timeoutMs === undefined ? {} : { timeoutMs: BigInt(Math.round(call.timeoutMs)) }),
    ...(call.verb === "GET" ? { connectGetInfo: {} } : {}),
  });
}

/** Sets the headers and trailers that a definition asks for. */
export function setMetadata(
  definition: { readonly responseHeaders: Header[]; readonly responseTrailers: Header[] } | undefined,
  call: Call,
): void {
  for (const { name, value } of definition?.responseHeaders ?? []) call.setHeader(name.toLowerCase(), value.join(", "));
  for (const { name, value } of definition?.responseTrailers ?? [])
    call.setTrailer(name.toLowerCase(), value.join(", "));
}

/** Headers or trailers as the suite lists them. */
export function toHeaderList(headers: HeaderMap): MessageInitShape<typeof HeaderSchema>[] {
  return Object.entries(headers)
    .filter(([name, value]) => value !== undefined && !name.startsWith(":"))
    .map(([name, value]) => ({ name, value: [value as string | string[]].flat() }));
}

/** A Fault as the suite writes an error. */
export function toConformanceError({ code, message, details }: Fault): MessageInitShape<typeof ConformanceErrorSchema> {
  const packed = details.map(({ type, value }) => ({ typeUrl: `type.googleapis.com/${type}`, value }));
  return { code: faultCodes[code].grpc as number as Code, message, details: packed };
}

/** The error that a definition asks for, with the request echoed in its details. */
export function toConformanceFault(error: ConformanceError, info: ConformancePayload_RequestInfo | undefined): Fault {
  const details = error.details.map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
    value,
  }));
  if (info) {
    const schema = ConformancePayload_RequestInfoSchema;
    details.push({ type: schema.typeName, value: toBinary(schema, info) as Uint8Array<ArrayBuffer> });
  }
  return new Fault({ code: findFaultCode(error.code) ?? "unknown", reason: "", message: error.message ?? "", details });
}

/** The rpc that must not be implemented. */
export function unimplemented(): never {
  throw new Fault({ code: "unimplemented", reason: "", message: "" });
}
