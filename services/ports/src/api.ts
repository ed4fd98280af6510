import { type Call, implement, type Service } from "@flotilla/chassis";
import {
  type ListPortsRequest,
  type Port as PortMessage,
  PortsService,
} from "@flotilla/contract/flotilla/ports/v1/ports";
import type { HttpBody } from "@flotilla/contract/google/api/httpbody";
import { badNear, portNotFound } from "./domain/faults.ts";
import { findPorts, parseNear } from "./domain/find-ports.ts";
import type { PortImporter } from "./domain/import-ports.ts";
import type { Coordinates, Port } from "./domain/port.ts";
import type { FileFormat } from "./domain/port-file.ts";
import type { Circle, PortFilter } from "./domain/port-filter.ts";
import type { PortStore } from "./domain/port-store.ts";
import { type PortDraft, putPort } from "./domain/put-port.ts";
import type { Readiness } from "./domain/readiness.ts";
import { reportQuality } from "./domain/report-quality.ts";

const defaultRadiusKm = 50;

/** What the rpcs work with. */
export interface PortsPorts {
  readonly store: PortStore;
  readonly importer: PortImporter;
  readonly readiness: Readiness;
}

/** PortsService over the domain. Until the first load is done, all but PutPort answer NOT_LOADED. */
export function createPortsApi({ store, importer, readiness }: PortsPorts): Service {
  return implement(PortsService, {
    async listPorts(request) {
      readiness.assertReady();
      const page = { size: request.pageSize, token: request.pageToken };
      const { ports, nextPageToken } = await findPorts(store, toFilter(request), page);
      return { ports: ports.map(fromPort), nextPageToken };
    },
    async getPort({ unloc }) {
      readiness.assertReady();
      const port = await store.find(unloc.toUpperCase());
      if (!port) throw portNotFound(unloc);
      return fromPort(port);
    },
    async putPort({ unloc, port: message }, call) {
      const { port, result } = await putPort(store, unloc, toDraft(message!));
      if (result === "created") call.httpStatus = 201;
      return fromPort(port);
    },
    async getQuality() {
      readiness.assertReady();
      return reportQuality(store);
    },
    importPorts(bodies, call) {
      readiness.assertReady();
      return importBodies(importer, bodies, call);
    },
  });
}

async function importBodies(importer: PortImporter, bodies: AsyncIterable<HttpBody>, call: Call) {
  const { format, bytes } = await openBodies(bodies);
  const report = await importer.importPorts(bytes, { format, signal: call.signal });
  return { ...report, rejects: report.rejects.map((reject) => ({ ...reject, offset: BigInt(reject.offset) })) };
}

/** The type of the first chunk says how the file is written. */
async function openBodies(bodies: AsyncIterable<HttpBody>) {
  const iterator = bodies[Symbol.asyncIterator]();
  const first = await iterator.next();
  const format = first.done ? undefined : toFormat(first.value.contentType);
  return { format, bytes: readBytes(first, iterator) };
}

async function* readBytes(first: IteratorResult<HttpBody>, iterator: AsyncIterator<HttpBody>) {
  try {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value.data;
  } finally {
    await iterator.return?.();
  }
}

function toFormat(contentType: string): FileFormat | undefined {
  return /^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines)\b/i.test(contentType) ? "lines" : undefined;
}

function toFilter({ country, city, name, timezone, near, radiusKm }: ListPortsRequest): PortFilter {
  const circle = toCircle(near, radiusKm);
  return {
    ...(country && { country }),
    ...(city && { city }),
    ...(name && { name }),
    ...(timezone && { timezone }),
    ...(circle && { near: circle }),
  };
}

function toCircle(near: string, radiusKm: number): Circle | undefined {
  if (near !== "") return { center: parseNear(near), radiusKm: radiusKm || defaultRadiusKm };
  if (radiusKm !== 0) throw badNear("radius_km needs near: the place that it is measured from.");
  return undefined;
}

function toDraft({ unloc, name, city, country, ...rest }: PortMessage): PortDraft {
  const { alias, regions, unlocs, coordinates, province, timezone, code } = rest;
  return {
    ...{ unloc, name, city, country, alias, regions, unlocs },
    ...(coordinates.length > 0 && { coordinates: coordinates as unknown as Coordinates }),
    ...(province && { province }),
    ...(timezone && { timezone }),
    ...(code && { code }),
  };
}

function fromPort(port: Port) {
  const { alias, regions, unlocs, coordinates = [] } = port;
  return { ...port, alias: [...alias], regions: [...regions], unlocs: [...unlocs], coordinates: [...coordinates] };
}
