import type { DescService, MessageInitShape } from "@bufbuild/protobuf";
import { OpsService } from "@flotilla/contract/flotilla/ops/v1/ops";
import type { HttpBodySchema } from "@flotilla/contract/google/api/httpbody";
import type { Registry } from "@prometheus-io/client";
import type { Call } from "../call.ts";
import type { Health } from "../health.ts";
import { implement, type Service } from "../service.ts";
import type { Build } from "./build.ts";
import { Documents } from "./documents.ts";
import { renderMetrics } from "./metrics-text.ts";
import { Scrapes } from "./scrapes.ts";

/** What a process tells about itself, and where it takes it from. */
export interface OpsOptions {
  /** Name of the process: the title of its documents. */
  readonly name: string;
  readonly health: Health;
  /** An OpenMetrics registry shows exemplars to scrapers that ask for them. */
  readonly metrics: Registry;
  readonly build: Build;
  /** What `/openapi.json` and `/docs` describe, beside the operations service itself. */
  readonly services: readonly DescService[];
}

/** The operations endpoints that every process serves: /healthz, /readyz, /metrics, /version, /openapi.json, /docs. */
export function createOps(options: OpsOptions): Service {
  const { health, metrics, build } = options;
  const services = [...options.services, OpsService];
  const scrapes = new Scrapes(metrics);
  const documents = new Documents({ title: options.name, version: build.version, services });
  return implement(OpsService, {
    getLiveness: () => toBody("text/plain; charset=utf-8", "ok\n"),
    getReadiness: (_request, call) => readReadiness(health, call),
    getMetrics: async (_request, call) => {
      const { contentType, text } = await scrapes.run(() => renderMetrics(metrics, call.header("accept")));
      return toBody(contentType, text);
    },
    getVersion: () => build,
    getOpenApi: async () => ({ contentType: "application/json", data: await documents.readOpenApi() }),
    getDocs: (_request, call) => readDocs(documents, call),
  });
}

async function readDocs(documents: Documents, call: Call): Promise<MessageInitShape<typeof HttpBodySchema>> {
  const { docsPolicy } = await import("../docs/docs-policy.ts");
  call.setHeader("content-security-policy", docsPolicy);
  call.setHeader("x-content-type-options", "nosniff");
  return { contentType: "text/html; charset=utf-8", data: await documents.readPage() };
}

async function readReadiness(health: Health, call: Call): Promise<MessageInitShape<typeof HttpBodySchema>> {
  const { status, parts } = await health.read();
  if (status === "not_ready") call.httpStatus = 503;
  return toBody("application/json", `${JSON.stringify({ status, phase: health.phase, parts })}\n`);
}

function toBody(contentType: string, text: string): MessageInitShape<typeof HttpBodySchema> {
  return { contentType, data: Buffer.from(text) };
}
