// The server under test of the official Connect conformance suite: reads what to serve from standard input, answers
// where it serves it, and runs until the suite ends it. Its argument is the engine, `flotilla` or `node`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type ServerCompatRequest,
  ServerCompatRequestSchema,
  ServerCompatResponseSchema,
} from "@flotilla/contract/connectrpc/conformance/v1/server_compat";
import type { Door } from "../src/door.ts";
import { App, chassisFields, createTelemetry, type Env, readConfig } from "../src/index.ts";
import { createBareListener } from "./bare-listener.ts";
import { createConformanceService } from "./conformance-service.ts";
import { readSizeDelimited, toSizeDelimited } from "./size-delimited.ts";

const folder = mkdtempSync(join(tmpdir(), "flotilla-conformance-"));
const wanted = await readWanted();
const engine = process.argv[2] ?? "flotilla";
const env: Env = {
  PORT: "0",
  LOG_LEVEL: "silent",
  HTTP1_ENGINE: engine,
  HTTP2_ENGINE: engine,
  ...toLimits(wanted),
  ...toTls(wanted),
};
const settings = readConfig(chassisFields, env);
const telemetry = createTelemetry(settings, "conformance");
const listener = createBareListener(createConformanceService(), settings);
const door: Door = { name: "suite", setting: "PORT", host: settings.host, port: 0, isTls: true, listener };
const modules = [{ name: "conformance", services: [], parts: [], doors: [door] }];
const app = new App({ settings, telemetry, modules, defaultPort: 0 });
await app.start();
rmSync(folder, { recursive: true });

const pemCert = wanted.useTls ? (wanted.serverCreds?.cert ?? new Uint8Array()) : new Uint8Array();
const answer = create(ServerCompatResponseSchema, { host: settings.host, port: app.doors[1]!.port, pemCert });
process.stdout.write(toSizeDelimited(toBinary(ServerCompatResponseSchema, answer)));

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void app.stop().then(() => process.exit(0)));
}

async function readWanted(): Promise<ServerCompatRequest> {
  for await (const bytes of readSizeDelimited(process.stdin)) return fromBinary(ServerCompatRequestSchema, bytes);
  throw new Error("the suite did not say what to serve");
}

function toLimits({ messageReceiveLimit }: ServerCompatRequest): Env {
  return messageReceiveLimit === 0 ? {} : { MAX_BODY_BYTES: String(messageReceiveLimit) };
}

function toTls({ useTls, serverCreds, clientTlsCert }: ServerCompatRequest): Env {
  if (!useTls || !serverCreds) return {};
  const write = (name: string, pem: Uint8Array) => {
    writeFileSync(join(folder, name), pem);
    return join(folder, name);
  };
  return {
    TLS_CERT_FILE: write("cert.pem", serverCreds.cert),
    TLS_KEY_FILE: write("key.pem", serverCreds.key),
    ...(clientTlsCert.length > 0 ? { TLS_CLIENT_CA_FILE: write("ca.pem", clientTlsCert) } : {}),
  };
}
