import { Fault, type FaultCode } from "@flotilla/chassis/fault";
import type { Side } from "@flotilla/chassis/relation";
import type { Door, SeenRecord, WriteAnswer, WriteRequest } from "../workload/door.ts";
import { isForGood } from "../workload/is-for-good.ts";

/** Where the two services are, by side. */
export type Addresses = Readonly<Record<Side, string>>;

const methods = { create: "POST", replace: "PUT", update: "PATCH", delete: "DELETE" } as const;
/** The path of all records of a side. */
export const collectionOf: Readonly<Record<Side, string>> = { left: "/api/students", right: "/api/courses" };
const linkNames: Readonly<Record<Side, string>> = { left: "course_ids", right: "student_ids" };

/**
 * What the service is given, which bounds how long a key stays leased by a process that died, and how long its answer is
 * waited for: past it the request is sent again.
 */
const timeouts = { service: "3s", answerMs: 10_000 };

/** Both services over REST. */
export function createRestDoor(addresses: Addresses): Door {
  const ask = async (side: Side, path: string, init: RequestInit) => {
    const response = await fetch(`${addresses[side]}${collectionOf[side]}${path}`, {
      ...init,
      signal: AbortSignal.timeout(timeouts.answerMs),
    });
    const body = (await response.json()) as Answered;
    return { response, body };
  };
  return {
    async read(side, id) {
      const { response, body } = await ask(side, `/${encodeURIComponent(id)}`, {});
      if (response.status === 404) return undefined;
      if (!response.ok) throw toFault(body);
      return toRecord(side, body.data as Fields, readVersion(response));
    },
    async write(request) {
      const { response, body } = await ask(request.side, toPath(request), toInit(request));
      return toAnswer(request, response, body);
    },
  };
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

interface Answered {
  readonly data?: Fields | string;
  readonly code?: FaultCode;
  readonly reason?: string;
}

function toPath({ side, kind, id, words, links }: WriteRequest): string {
  const path = kind === "create" ? "" : `/${encodeURIComponent(id)}`;
  const mask = [...Object.keys(words ?? {}), ...(links ? [linkNames[side]] : [])];
  return kind === "update" ? `${path}?update_mask=${mask.join(",")}` : path;
}

function toInit({ side, kind, key, words, links, ifMatch }: WriteRequest): RequestInit {
  const headers = {
    "idempotency-key": key,
    "x-request-timeout": timeouts.service,
    ...(ifMatch === undefined ? {} : { "if-match": `"${ifMatch}"` }),
    ...(kind === "delete" ? {} : { "content-type": "application/json" }),
  };
  const body = JSON.stringify({ ...words, ...(links && { [linkNames[side]]: links }) });
  return { method: methods[kind], headers, ...(kind === "delete" ? {} : { body }) };
}

function toAnswer({ kind, id }: WriteRequest, response: Response, body: Answered): WriteAnswer {
  const { data, code = "unknown", reason = "" } = body;
  if (response.ok) {
    const isReplayed = response.headers.get("idempotent-replayed") === "true";
    const stored = kind === "create" ? String((data as Fields)["id"]) : id;
    return { state: "done", id: stored, version: readVersion(response), isReplayed };
  }
  if (!isForGood(code, reason)) throw toFault(body);
  return { state: "refused", reason };
}

function toFault({ code = "unknown", reason = "" }: Answered): Fault {
  return new Fault({ code, reason, message: "The request failed." });
}

function readVersion(response: Response): string {
  return (response.headers.get("etag") ?? "").replaceAll('"', "");
}

/** A record as REST tells it. */
export function toRecord(side: Side, fields: Fields, version: string): SeenRecord {
  const links = fields[linkNames[side]] ?? [];
  const words = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return { id: String(fields["id"]), version, links: links as readonly string[], words: Object.fromEntries(words) };
}
