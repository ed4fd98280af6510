import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { AppOptions } from "./app-options.ts";
import type { Door } from "./door.ts";
import { createHealthService } from "./grpc-services/health-service.ts";
import { createReflection } from "./grpc-services/reflection-service.ts";
import type { Health } from "./health.ts";
import { createChain } from "./middleware/chain.ts";
import { build } from "./ops/build.ts";
import { createOps } from "./ops/create-ops.ts";
import type { Module } from "./part.ts";
import { readPolicy } from "./policy.ts";
import { createDispatch } from "./protocol/dispatch.ts";
import { createEndpoints, type Endpoints } from "./protocol/endpoint.ts";
import { createRefusalListener } from "./protocol/rest/serve-refusal.ts";
import type { QueueConsumers } from "./queue/consumer/queue-consumers.ts";
import { type Service, splitServices } from "./service.ts";
import type { Logger } from "./telemetry/logger.ts";

/**
 * The doors of a process. `PORT` serves everything; `GRPC_PORT` is another way in to the same; `ADMIN_PORT`, when set,
 * takes the operations endpoints away from both and never speaks TLS. Modules may add doors of their own.
 */
export function createDoors(
  { settings, telemetry, modules, defaultPort, defaultGrpcPort, home, memory, shedder }: AppOptions,
  health: Health,
  consumers: readonly QueueConsumers[] = [],
): readonly Door[] {
  const { host, port, grpcPort = defaultGrpcPort, adminPort } = settings;
  const { log, metrics, service: name } = telemetry;
  const chain = createChain(telemetry, settings, { modules, shedder });
  const services = modules.flatMap((module) => module.services);
  const descriptors = splitServices(services).called.map((service) => service.desc);
  if (settings.tlsClientCaFile === undefined) tellOpenLists(descriptors, log);
  const ops = [
    createOps({ name, health, metrics, build, services: descriptors }),
    createHealthService(health, modules.flatMap(listHealthNames)),
  ];
  const toEndpoints = (served: readonly Service[]) =>
    createEndpoints(settings.reflection ? withReflection(served) : served, chain);
  const serve = (endpoints: Endpoints) => ({
    listener: createDispatch({ endpoints, settings, log, home }),
    onRefusal: createRefusalListener(endpoints),
  });

  const endpoints = toEndpoints(adminPort === undefined ? [...services, ...ops] : services);
  const served = serve(endpoints);
  memory?.serve(endpoints);
  for (const consumer of consumers) consumer.serve(endpoints);
  const doors: Door[] = [{ name: "main", setting: "PORT", host, port: port ?? defaultPort, isTls: true, ...served }];
  if (grpcPort !== undefined) {
    doors.push({ name: "grpc", setting: "GRPC_PORT", host, port: grpcPort, isTls: true, ...served });
  }
  if (adminPort !== undefined) {
    doors.push({
      name: "admin",
      setting: "ADMIN_PORT",
      host,
      port: adminPort,
      ...serve(toEndpoints(ops)),
    });
  }
  return [...doors, ...modules.flatMap((module) => module.doors ?? [])];
}

/** Without client certificates nobody can be held to the contract's lists of callers. */
function tellOpenLists(services: readonly DescService[], log: Logger): void {
  const hasList = (rpc: DescMethod) => readPolicy(rpc).identities.length > 0;
  const listed = services.filter((service) => service.methods.some(hasList)).map((service) => service.typeName);
  if (listed.length > 0) log.info({ services: listed }, "anyone may call: TLS_CLIENT_CA_FILE is not set");
}

function listHealthNames({ healthNames, services }: Module): readonly string[] {
  return healthNames ?? splitServices(services).called.map((service) => service.desc.typeName);
}

function withReflection(services: readonly Service[]): readonly Service[] {
  const { called } = splitServices(services);
  return [...services, ...createReflection(called.map((service) => service.desc))];
}
