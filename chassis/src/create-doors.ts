import type { AppOptions } from "./app.ts";
import type { Door } from "./door.ts";
import type { Health } from "./health.ts";
import { createChain } from "./middleware/chain.ts";
import { build } from "./ops/build.ts";
import { createOps } from "./ops/create-ops.ts";
import { createDispatch } from "./protocol/dispatch.ts";
import { createEndpoints, type Endpoints } from "./protocol/endpoint.ts";

/**
 * The doors of a process. `PORT` serves everything; `GRPC_PORT` is another way in to the same; `ADMIN_PORT`, when set,
 * takes the operations endpoints away from both and never speaks TLS. Modules may add doors of their own.
 */
export function createDoors(
  { settings, telemetry, modules, defaultPort, memory }: AppOptions,
  health: Health,
): readonly Door[] {
  const { host, port, grpcPort, adminPort } = settings;
  const { log, metrics, service: name } = telemetry;
  const chain = createChain(telemetry, settings);
  const services = modules.flatMap((module) => module.services);
  const descriptors = services.map((service) => service.desc);
  const ops = [createOps({ name, health, metrics, build, services: descriptors })];
  const serve = (endpoints: Endpoints) => createDispatch({ endpoints, settings, log });

  const endpoints = createEndpoints(adminPort === undefined ? [...services, ...ops] : services, chain);
  const listener = serve(endpoints);
  memory?.serve(endpoints);
  const doors: Door[] = [{ name: "main", setting: "PORT", host, port: port ?? defaultPort, isTls: true, listener }];
  if (grpcPort !== undefined) {
    doors.push({ name: "grpc", setting: "GRPC_PORT", host, port: grpcPort, isTls: true, listener });
  }
  if (adminPort !== undefined) {
    doors.push({
      name: "admin",
      setting: "ADMIN_PORT",
      host,
      port: adminPort,
      listener: serve(createEndpoints(ops, chain)),
    });
  }
  return [...doors, ...modules.flatMap((module) => module.doors ?? [])];
}
