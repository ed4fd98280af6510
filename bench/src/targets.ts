import { join } from "node:path";
import { benchFolder, outFolder } from "./places.ts";

/** Which work a target gets: gRPC `user.UserService/GetByEmail`, or REST `GET /v1/users/{id}`. */
export type Work = "grpc" | "rest";

/** A server that is measured. */
export interface Target {
  readonly name: string;
  readonly work: Work;
  /** With a histogram, spans of which 1 % are sampled, and one JSON log line per call. */
  readonly telemetry: boolean;
  /** Its figures are divided by those of the others. */
  readonly isOurs?: boolean;
  command(port: number): readonly string[];
  env?(port: number): Record<string, string>;
}

const node = (file: string, ...args: string[]) => [process.execPath, join(benchFolder, file), ...args];
const go = (serve: string, port: number, ...args: string[]) => [
  join(outFolder, "peer"),
  "-serve",
  serve,
  "-address",
  `127.0.0.1:${port}`,
  ...args,
];
const peer = (name: string, port: number, ...args: string[]) =>
  node(`peers/node/${name}.ts`, "--port", String(port), ...args);

const flotilla = () => node("src/flotilla-server.ts");
const flotillaEnv = (port: number) => ({ PORT: String(port), LOG_FORMAT: "json" });
const bareEnv = (port: number) => ({ PORT: String(port), LOG_LEVEL: "silent", OTEL_SDK_DISABLED: "true" });

/** Every server under test. `-blocks` writes its log lines in blocks instead of one by one, slog's own way. */
export const targets: readonly Target[] = [
  { name: "flotilla", work: "rest", telemetry: true, isOurs: true, command: flotilla, env: flotillaEnv },
  { name: "gin", work: "rest", telemetry: true, command: (port) => go("rest", port, "-telemetry") },
  {
    name: "gin-blocks",
    work: "rest",
    telemetry: true,
    command: (port) => go("rest", port, "-telemetry", "-buffered-log"),
  },
  { name: "fastify", work: "rest", telemetry: true, command: (port) => peer("fastify", port, "--telemetry") },
  { name: "flotilla", work: "rest", telemetry: false, isOurs: true, command: flotilla, env: bareEnv },
  { name: "gin", work: "rest", telemetry: false, command: (port) => go("rest", port) },
  { name: "fastify", work: "rest", telemetry: false, command: (port) => peer("fastify", port) },

  { name: "flotilla", work: "grpc", telemetry: true, isOurs: true, command: flotilla, env: flotillaEnv },
  { name: "grpc-go", work: "grpc", telemetry: true, command: (port) => go("grpc", port, "-telemetry") },
  {
    name: "grpc-go-blocks",
    work: "grpc",
    telemetry: true,
    command: (port) => go("grpc", port, "-telemetry", "-buffered-log"),
  },
  { name: "grpc-js", work: "grpc", telemetry: true, command: (port) => peer("grpc-js", port, "--telemetry") },
  { name: "connect-node", work: "grpc", telemetry: true, command: (port) => peer("connect-node", port, "--telemetry") },
  { name: "flotilla", work: "grpc", telemetry: false, isOurs: true, command: flotilla, env: bareEnv },
  { name: "grpc-go", work: "grpc", telemetry: false, command: (port) => go("grpc", port) },
  { name: "grpc-js", work: "grpc", telemetry: false, command: (port) => peer("grpc-js", port) },
  { name: "connect-node", work: "grpc", telemetry: false, command: (port) => peer("connect-node", port) },
];

/** The handlers alone, and Flotilla with all that it puts around them: what `chain-cost.ts` compares. */
export const chainTargets: readonly Target[] = (["rest", "grpc"] as const).flatMap((work) => [
  {
    name: "handler only",
    work,
    telemetry: false,
    command: (port) => peer("handler-only", port, "--serve", work),
  },
  ...targets.filter((target) => target.isOurs && target.work === work),
]);

/** How the load comes: connections × calls in flight on each. */
export interface Shape {
  readonly connections: number;
  readonly streams: number;
}

/** The shapes that are measured for each kind of work. */
export const shapes: Readonly<Record<Work, readonly Shape[]>> = {
  rest: [{ connections: 64, streams: 1 }],
  grpc: [
    { connections: 8, streams: 16 },
    { connections: 64, streams: 1 },
  ],
};
