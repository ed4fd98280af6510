import { EventEmitter, once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { createFileRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

/** One `ExportTraceServiceRequest`, decoded by the official descriptors. */
export interface Export {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly spans: readonly ExportedSpan[];
}

/** A span as it arrived. */
export interface ExportedSpan {
  /** `service.name` of the process that it is of. */
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: string; readonly message?: string };
}

/** A trace collector on a free port that keeps what it is sent. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly exports: readonly Export[];
  readonly spans: readonly ExportedSpan[];
  /** All spans, as soon as `isComplete` holds for them. Rejects, naming those that came, when it does not in 20 s. */
  waitFor(isComplete: (spans: readonly ExportedSpan[]) => boolean): Promise<readonly ExportedSpan[]>;
}

const patienceMs = 20_000;

function fail(spans: readonly ExportedSpan[]): never {
  const names = spans.map(({ service, kind, name }) => `${service} ${kind} ${name}`);
  throw new Error(`the spans are not complete after ${patienceMs} ms:\n${names.join("\n")}`);
}

/** `answer`: 200 as a good collector, another status as a broken one, `never` as one that hangs. */
export async function startCollector(answer: number | "never" = 200): Promise<Collector> {
  const exports: Export[] = [];
  const arrivals = new EventEmitter();
  const toSpans = () => exports.flatMap((one) => one.spans);
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    exports.push({ path: request.url ?? "", headers: request.headers, ...decode(bytes) });
    arrivals.emit("export");
    if (answer !== "never") response.writeHead(answer).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exports,
    get spans() {
      return toSpans();
    },
    async waitFor(isComplete) {
      const signal = AbortSignal.timeout(patienceMs);
      while (!isComplete(toSpans())) await once(arrivals, "export", { signal }).catch(() => fail(toSpans()));
      return toSpans();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

// The descriptors of opentelemetry-proto 1.45 (Apache-2.0): collector/trace/v1 and what it imports.
const descriptors = fromBinary(FileDescriptorSetSchema, readFileSync(join(import.meta.dirname, "otlp.binpb")));
const registry = createFileRegistry(descriptors);

// biome-ignore lint/suspicious/noExplicitAny: JSON of a message that has no generated type here.
type Json = any;

function decode(bytes: Uint8Array): Pick<Export, "resource" | "spans"> {
  const desc = registry.getMessage("opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest")!;
  const json: Json = toJson(desc, fromBinary(desc, bytes), { alwaysEmitImplicit: true, useProtoFieldName: true });
  return {
    resource: toRecord(json.resource_spans[0]?.resource?.attributes),
    spans: json.resource_spans.flatMap(toSpans),
  };
}

function toSpans({ resource, scope_spans }: Json): ExportedSpan[] {
  const service = String(toRecord(resource?.attributes)["service.name"]);
  return scope_spans.flatMap((scope: Json) => scope.spans.map((span: Json) => toSpan(span, service)));
}

function toSpan(span: Json, service: string): ExportedSpan {
  return {
    service,
    traceId: toHex(span.trace_id),
    spanId: toHex(span.span_id),
    parentSpanId: toHex(span.parent_span_id),
    traceState: span.trace_state,
    name: span.name,
    kind: span.kind,
    status: span.status,
    startTimeUnixNano: BigInt(span.start_time_unix_nano),
    endTimeUnixNano: BigInt(span.end_time_unix_nano),
    attributes: toRecord(span.attributes),
    events: span.events.map((event: Json) => ({ name: event.name, attributes: toRecord(event.attributes) })),
  };
}

function toHex(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}

function toRecord(attributes: Json[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
