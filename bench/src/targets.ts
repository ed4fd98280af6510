import { join } from "node:path";
import { benchFolder, outFolder } from "./places.ts";
import { type Work, works } from "./works.ts";

/** A server that is measured. */
export interface Target {
  readonly name: string;
  readonly work: Work;
  /** With a histogram, spans of which 1 % are sampled, and one JSON log line per call. */
  readonly telemetry: boolean;
  /** Its figures are divided by those of the others. */
  readonly isOurs?: boolean;
  /** Go and Rust are compiled before they start and need a third of the warming up that V8 does. */
  readonly isCompiled?: boolean;
  command(port: number): readonly string[];
  env?(port: number): Record<string, string>;
}

type Kind = Pick<Target, "work" | "telemetry">;

interface Server {
  readonly isOurs?: boolean;
  readonly isCompiled?: boolean;
  command(port: number, kind: Kind): readonly string[];
  env?(port: number, kind: Kind): Record<string, string>;
}

/** Every server under test. `-blocks` writes its log lines in blocks instead of one by one, slog's own way. */
const servers = {
  flotilla: { isOurs: true, command: flotilla, env: flotillaEnv },
  "flotilla on node:http2": {
    command: flotilla,
    env: (port, kind) => ({ ...flotillaEnv(port, kind), HTTP2_ENGINE: "node" }),
  },
  gin: { isCompiled: true, command: go },
  "gin-blocks": { isCompiled: true, command: goInBlocks },
  "grpc-go": { isCompiled: true, command: go },
  "grpc-go-blocks": { isCompiled: true, command: goInBlocks },
  tonic: { isCompiled: true, command: (port) => [join(outFolder, "tonic-peer"), `127.0.0.1:${port}`] },
  fastify: { command: nodePeer("fastify") },
  "grpc-js": { command: nodePeer("grpc-js") },
  "connect-node": { command: nodePeer("connect-node") },
  "handler only": { command: nodePeer("handler-only") },
  "node:net": { isOurs: true, command: nodePeer("net-echo") },
} as const satisfies Record<string, Server>;

/** Names a server of the bench. */
export type ServerName = keyof typeof servers;

/** A server with what it is to do. */
export function createTarget(name: ServerName, work: Work, telemetry: boolean): Target {
  const server: Server = servers[name];
  const kind = { work, telemetry };
  return {
    name,
    ...kind,
    isOurs: server.isOurs ?? false,
    isCompiled: server.isCompiled ?? false,
    command: (port) => server.command(port, kind),
    env: (port) => server.env?.(port, kind) ?? {},
  };
}

/** The handlers alone, and Flotilla with all that it puts around them: what `chain-cost.ts` compares. */
export const chainTargets: readonly Target[] = (["get-user", "get-by-email"] as const).flatMap((work) => [
  createTarget("handler only", work, false),
  createTarget("flotilla", work, true),
  createTarget("flotilla", work, false),
]);

function flotilla(): readonly string[] {
  return [process.execPath, join(benchFolder, "src/flotilla-server.ts")];
}

function flotillaEnv(port: number, { telemetry }: Kind): Record<string, string> {
  const observed = telemetry ? { LOG_FORMAT: "json" } : { LOG_LEVEL: "silent", OTEL_SDK_DISABLED: "true" };
  return { PORT: String(port), ...observed };
}

function go(port: number, { work, telemetry }: Kind): readonly string[] {
  const args = ["-serve", works[work].door, "-address", `127.0.0.1:${port}`];
  return [join(outFolder, "peer"), ...args, ...(telemetry ? ["-telemetry"] : [])];
}

function goInBlocks(port: number, kind: Kind): readonly string[] {
  return [...go(port, kind), "-buffered-log"];
}

function nodePeer(file: string): Server["command"] {
  return (port, { work, telemetry }) => [
    process.execPath,
    join(benchFolder, `peers/node/${file}.ts`),
    `--port=${port}`,
    `--serve=${works[work].door}`,
    ...(telemetry ? ["--telemetry"] : []),
  ];
}
