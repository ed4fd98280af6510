// The APIs of a service: REST by its OpenAPI document, each service of its contract by its .proto file, and the messages that it
// exchanges by its AsyncAPI document. A definition is a reference to the file, which the catalogue reads itself.
import { dirname, relative } from "node:path/posix";
import type { DescService } from "@bufbuild/protobuf";
import { listEvents } from "@flotilla/chassis/contract";
import { comments } from "@flotilla/contract/comments";
import { toAsyncApiPath } from "../asyncapi.ts";
import type { Fleet, ShippedService } from "../fleet.ts";
import { toOpenApiPath } from "../openapi.ts";
import { createEntity, type Entity, ofTheSystem } from "./entity.ts";

/** The file that all API entities are in. */
export const apisPath = "deploy/catalogue/apis.yaml";

/** An API for each document and each contract of each service. */
export function createApis({ services }: Fleet): readonly Entity[] {
  return services.flatMap((service) => {
    const openApi = toOpenApiPath(service);
    const asyncApi = toAsyncApiPath(service);
    return [
      ...(openApi ? [createApi("openapi", toRestName(service), `${service.summary} By REST.`, openApi)] : []),
      ...service.contracts.filter(isCalled).map(toGrpcApi),
      ...(asyncApi ? [createApi("asyncapi", toEventsName(service), `Messages of ${service.name}.`, asyncApi)] : []),
    ];
  });
}

/** Names of the APIs that a service offers. */
export function listProvidedApis(service: ShippedService): readonly string[] {
  return [
    ...(toOpenApiPath(service) ? [toRestName(service)] : []),
    ...service.contracts.filter(isCalled).map(({ typeName }) => typeName),
    ...(toAsyncApiPath(service) ? [toEventsName(service)] : []),
  ];
}

/** Names of the APIs that a service needs: the first contract of each service that it calls, and messages that others send. */
export function listConsumedApis({ services }: Fleet, { name, calls, contracts }: ShippedService): readonly string[] {
  const others = services.filter((other) => other.name !== name);
  const called = others.filter((other) => calls.includes(other.name)).flatMap((other) => other.contracts.slice(0, 1));
  const subjects = new Set(listEvents(contracts).received.map(({ subject }) => subject));
  const senders = others.filter((other) =>
    listEvents(other.contracts).sent.some(({ subject }) => subjects.has(subject)),
  );
  return [...called.map(({ typeName }) => typeName), ...senders.map(toEventsName)];
}

/** Contracts that only messages call are told of by AsyncAPI. */
function isCalled(contract: DescService): boolean {
  return contract.methods.length > listEvents([contract]).received.length;
}

function toGrpcApi({ typeName, file }: DescService): Entity {
  return createApi("grpc", typeName, comments[typeName] ?? typeName, `contract/proto/${file.name}.proto`);
}

function createApi(type: "asyncapi" | "grpc" | "openapi", name: string, description: string, path: string): Entity {
  const definition = { $text: relative(dirname(apisPath), path) };
  return createEntity("API", { name, description }, { type, lifecycle: "production", ...ofTheSystem, definition });
}

function toRestName({ name }: ShippedService): string {
  return `${name}-rest`;
}

function toEventsName({ name }: ShippedService): string {
  return `${name}-events`;
}
