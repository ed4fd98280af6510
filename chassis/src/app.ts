import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import type { ChassisSettings } from "./config/chassis-fields.ts";
import { createChain } from "./middleware/chain.ts";
import type { Module, Part } from "./part.ts";
import { createEndpoints } from "./protocol/endpoint.ts";
import { createGrpc } from "./protocol/grpc/protocol.ts";
import { createRest } from "./protocol/rest/protocol.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import { createOnePort } from "./transport/one-port.ts";

/** What an App is made from. */
export interface AppOptions {
  readonly settings: ChassisSettings;
  readonly telemetry: Telemetry;
  readonly modules: readonly Module[];
  /** Port when `PORT` is unset. */
  readonly defaultPort: number;
}

/** A running process: its modules behind one chain on one port. */
export class App implements AsyncDisposable {
  readonly #options: AppOptions;
  readonly #parts: readonly Part[];
  #server: Server | undefined;

  constructor(options: AppOptions) {
    this.#options = options;
    this.#parts = options.modules.flatMap((module) => module.parts);
  }

  /** Port the App listens on, once started. */
  get port(): number {
    if (!this.#server) throw new Error("the App is not started");
    return (this.#server.address() as AddressInfo).port;
  }

  /** Starts the parts in order, then opens the doors. Rejects, with everything stopped again, when one fails. */
  async start(): Promise<void> {
    await this.#options.telemetry.start();
    for (const part of this.#parts) await part.start?.();
    const { settings, telemetry, modules, defaultPort } = this.#options;
    const services = modules.flatMap((module) => module.services);
    const endpoints = createEndpoints(services, createChain(telemetry, settings));
    const protocols = [createGrpc(endpoints, settings.maxBodyBytes), createRest(endpoints)];
    this.#server = createOnePort((exchange) => {
      protocols.some((protocol) => protocol.handle(exchange));
    });
    this.#server.listen(settings.port ?? defaultPort, settings.host);
    await once(this.#server, "listening");
  }

  /** Drains and stops everything in reverse order. */
  async stop(): Promise<void> {
    this.#server?.close();
    for (const part of this.#parts.toReversed()) await part.stop?.(AbortSignal.timeout(5000));
    await this.#options.telemetry.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
