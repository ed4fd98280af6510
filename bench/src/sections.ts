import type { ServerName } from "./targets.ts";
import type { Work } from "./works.ts";

/** How the load comes: connections × calls in flight on each. */
export interface Shape {
  readonly connections: number;
  readonly streams: number;
}

/** One table of the results: some servers under the same load. */
export interface Section {
  readonly name: string;
  readonly work: Work;
  readonly telemetry: boolean;
  readonly shape: Shape;
  readonly servers: readonly ServerName[];
  /** Whether h2load repeats one request beside it. */
  readonly withIdentical?: boolean;
}

const wide = { connections: 8, streams: 16 };
const thin = { connections: 64, streams: 1 };
const single = { connections: 1, streams: 1 };
const bulk = { connections: 8, streams: 4 };
const huge = { connections: 8, streams: 1 };

const full = { work: "get-by-email", telemetry: true } as const;
const bare = { work: "get-by-email", telemetry: false } as const;
const large = { telemetry: false, servers: ["flotilla", "grpc-go", "tonic"] } as const;
const observed: readonly ServerName[] = ["flotilla", "grpc-go", "grpc-go-blocks"];
const unobserved: readonly ServerName[] = ["flotilla", "grpc-go", "tonic"];
const overRest: readonly ServerName[] = ["flotilla", "gin", "gin-blocks", "fastify"];

/**
 * Every table, in the order of the page. Large messages and streams are measured bare: what telemetry costs a call is
 * lost beside what the call moves.
 */
export const sections: readonly Section[] = [
  {
    ...full,
    name: "grpc-full-8x16",
    shape: wide,
    servers: [...observed, "grpc-js", "connect-node", "flotilla on node:http2"],
    withIdentical: true,
  },
  { ...full, name: "grpc-full-64x1", shape: thin, servers: observed, withIdentical: true },
  { ...full, name: "grpc-full-1x1", shape: single, servers: ["flotilla", "grpc-go"] },
  { ...bare, name: "grpc-bare-8x16", shape: wide, servers: [...unobserved, "grpc-js"], withIdentical: true },
  { ...bare, name: "grpc-bare-64x1", shape: thin, servers: unobserved, withIdentical: true },
  { ...bare, name: "grpc-bare-1x1", shape: single, servers: unobserved },
  { ...large, name: "echo-64k", work: "echo-64k", shape: bulk },
  { ...large, name: "echo-1m", work: "echo-1m", shape: huge },
  { ...large, name: "stream", work: "produce", shape: bulk },
  { name: "rest-get-full", work: "get-user", telemetry: true, shape: thin, servers: overRest, withIdentical: true },
  { name: "rest-post-full", work: "create-user", telemetry: true, shape: thin, servers: overRest },
  { name: "rest-get-bare", work: "get-user", telemetry: false, shape: thin, servers: ["flotilla", "gin", "fastify"] },
  { name: "floor-8x16", work: "bytes", telemetry: false, shape: wide, servers: ["node:net"] },
  { name: "floor-64x1", work: "bytes", telemetry: false, shape: thin, servers: ["node:net"] },
];

/**
 * The sections that have all words of at least one name, in the order of the page; all of them when none is named.
 * `grpc-64x1` names `grpc-full-64x1` and `grpc-bare-64x1`. Throws on a name that fits none.
 */
export function chooseSections(names: readonly string[]): readonly Section[] {
  const lost = names.find((name) => !sections.some((section) => fits(section, name)));
  if (lost) throw new Error(`no section fits ${lost}; there are ${sections.map(({ name }) => name).join(", ")}`);
  return names.length === 0 ? sections : sections.filter((section) => names.some((name) => fits(section, name)));
}

function fits(section: Section, name: string): boolean {
  const words = new Set(section.name.split("-"));
  return name.split("-").every((word) => words.has(word));
}
