import { parseApiKeys } from "../middleware/parse-api-keys.ts";
import { assertCertificates } from "../pem.ts";
import { otelFields } from "../telemetry/otel-fields.ts";
import { clientFields } from "./client-fields.ts";
import { choice, flag, integer, list, type Settings, text } from "./field.ts";
import { file } from "./file.ts";

const port = { min: 0, max: 65_535 };

/** The settings that every process has, whatever it serves. A service may give its own default port. */
export const chassisFields = {
  host: text("HOST", { fallback: "127.0.0.1", help: "Address to listen on." }),
  port: integer("PORT", { ...port, fallback: undefined, help: "The one port.", shownDefault: "the service's own" }),
  grpcPort: integer("GRPC_PORT", { ...port, fallback: undefined, help: "An extra door with the same services." }),
  adminPort: integer("ADMIN_PORT", { ...port, fallback: undefined, help: "Moves health and metrics to this port." }),
  tlsCertFile: file("TLS_CERT_FILE", { help: "Certificate chain, PEM; reloaded on change." }),
  tlsKeyFile: file("TLS_KEY_FILE", { help: "Private key, PEM; reloaded on change." }),
  tlsClientCaFile: file("TLS_CLIENT_CA_FILE", {
    help: "Clients must show a certificate of this CA; reloaded on change.",
    check: assertCertificates,
  }),
  maxBodyBytes: integer("MAX_BODY_BYTES", { fallback: 4 * 1024 * 1024, help: "Most bytes of a request or message." }),
  maxHeaderBytes: integer("MAX_HEADER_BYTES", { fallback: 16 * 1024, help: "Most bytes of request headers." }),
  http1Engine: choice("HTTP1_ENGINE", ["flotilla", "node"], {
    fallback: "flotilla",
    help: "HTTP/1.1 by our own engine, or by node:http.",
  }),
  http2Engine: choice("HTTP2_ENGINE", ["flotilla", "node"], {
    fallback: "flotilla",
    help: "HTTP/2 by our own engine, or by node:http2.",
  }),
  maxConcurrentCalls: integer("MAX_CONCURRENT_CALLS", { min: 1, fallback: 1000, help: "Calls served at once." }),
  shedLoad: flag("SHED_LOAD", {
    fallback: true,
    help: "Refuses calls that an overloaded process cannot serve in time; false where a mesh does it.",
  }),
  headerTimeoutMs: integer("HEADER_TIMEOUT_MS", { fallback: 10_000, help: "Time for the request headers to arrive." }),
  bodyTimeoutMs: integer("BODY_TIMEOUT_MS", { fallback: 15_000, help: "Longest pause in a request body." }),
  maxStreamMessages: integer("MAX_STREAM_MESSAGES", { fallback: undefined, help: "Most messages of a client stream." }),
  drainDelayMs: integer("DRAIN_DELAY_MS", { fallback: 0, help: "Wait between not-ready and closing doors." }),
  drainTimeoutMs: integer("DRAIN_TIMEOUT_MS", { fallback: 5000, help: "Time for calls in flight to finish." }),
  corsOrigins: list("CORS_ORIGINS", { fallback: [], help: "Origins that browsers may call from; `*` for any." }),
  reflection: flag("REFLECTION", { fallback: true, help: "Serves gRPC reflection." }),
  apiKeysFile: file("API_KEYS_FILE", {
    check: parseApiKeys,
    help: "Lines of `name sha256 scope,scope`; asks for keys.",
  }),
  logLevel: choice("LOG_LEVEL", ["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
    fallback: "info",
    help: "Least severe log lines to write.",
  }),
  logFormat: choice("LOG_FORMAT", ["text", "json"], {
    fallback: undefined,
    help: "How log lines look.",
    shownDefault: "text on a terminal, else json",
  }),
  ...clientFields,
  ...otelFields,
  dataDir: text("DATA_DIR", { fallback: ".data", help: "Folder of the embedded stores." }),
};

/** What {@link chassisFields} reads to. */
export type ChassisSettings = Settings<typeof chassisFields>;
