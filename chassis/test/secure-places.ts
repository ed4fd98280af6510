import { request } from "node:https";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { App } from "../src/app.ts";
import { chassisFields } from "../src/config/chassis-fields.ts";
import { type Env, readConfig } from "../src/config/read-config.ts";
import type { Module } from "../src/part.ts";
import { implement } from "../src/service.ts";
import { currentCall } from "../src/telemetry/current-call.ts";
import { newTelemetry, type TestTelemetry } from "./new-telemetry.ts";

/** A process that serves PlacesService, whose contract lists who may call. */
export interface SecurePlaces extends AsyncDisposable {
  readonly port: number;
  readonly telemetry: TestTelemetry;
  /** Resolves with the first log line that has `text`, now or later. */
  line(text: string): Promise<Record<string, unknown>>;
  /** Resolves with the failed handshakes of a reason, once there are any. */
  failures(reason: string): Promise<number>;
}

/** Serves with these settings; every place is called by the common name of its caller's certificate. */
export async function startPlaces(env: Env): Promise<SecurePlaces> {
  const settings = readConfig(chassisFields, { PORT: "0", DRAIN_TIMEOUT_MS: "2000", ...env });
  const telemetry = newTelemetry({ LOG_LEVEL: "debug", ...env });
  const app = new App({ settings, telemetry, modules: [createPlaces()], defaultPort: 0 });
  await app.start();
  return {
    port: app.port,
    telemetry,
    line: (text) => poll(() => telemetry.written.find((line) => line.includes(text))).then((line) => JSON.parse(line)),
    failures: (reason) =>
      poll(async () => {
        const { values } = await telemetry.metrics.getSingleMetric("tls_handshake_failures_total")!.get();
        return values.find(({ labels }) => labels["reason"] === reason)?.value;
      }),
    [Symbol.asyncDispose]: () => app.stop(),
  };
}

function createPlaces(): Module {
  const place = () => ({ name: String(currentCall()?.peer.certificate) });
  const none = () => ({ places: [] });
  const rpcs = { getPlace: place, findPlace: place, listPlaces: none, suggestPlaces: none, findNearestPlaces: none };
  return { name: "places", services: [implement(PlacesService, rpcs)], parts: [] };
}

/** Turns the event loop until `read` has an answer. Rejects when there is none for so long that there will be none. */
export async function poll<T>(read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const lastMs = performance.now() + 20_000;
  while (performance.now() < lastMs) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise(setImmediate);
  }
  throw new Error(`nothing came of ${read}`);
}

/** How a REST caller is secured. */
export interface RestTls {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** GET over HTTPS and HTTP/1.1; rejects like node:https. */
export function get(port: number, path: string, tls: RestTls): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, agent: false, ...tls }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode!, body }));
    });
    asked.on("error", reject).end();
  });
}
