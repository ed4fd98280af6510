import { listEvents, listStreams } from "@flotilla/chassis/contract";
import type { Fleet, ShippedService } from "../fleet.ts";
import { createEntity, type Entity, ofTheSystem } from "./entity.ts";

const storeTypes = { mongo: "database", nats: "message-broker", postgres: "database", redis: "cache" } as const;

/** A Resource for each store, each volume of a service, each stream, and each durable consumer: the queue in front of an rpc. */
export function createResources({ services, stores }: Fleet): readonly Entity[] {
  const contracts = services.flatMap((service) => service.contracts);
  const streams = listStreams(contracts);
  return [
    ...stores.map(({ name, image }) => createResource(name, storeTypes[name], `Runs ${image}.`)),
    ...services
      .filter(({ scale }) => scale === "one")
      .map((service) => createResource(toVolume(service), "volume", `Files of ${service.name}.`)),
    ...streams.map(({ name, description }) => createResource(name, "stream", description, ["nats"])),
    ...listEvents(contracts).received.map(({ subject, method, subscription }) => {
      const stream = streams.find(({ subjects }) => subjects.includes(subject));
      const description = `Messages of ${subject} for ${method.service}.${method.name}.`;
      return createResource(subscription.durable, "queue", description, [stream?.name ?? "nats"]);
    }),
  ];
}

/** Names of the resources that a service works with itself. */
export function listUsedResources(service: ShippedService): readonly string[] {
  return [
    ...service.stores,
    ...(service.scale === "one" ? [toVolume(service)] : []),
    ...listStreams(service.contracts).map(({ name }) => name),
    ...listEvents(service.contracts).received.map(({ subscription }) => subscription.durable),
  ];
}

function createResource(name: string, type: string, description: string, needs: readonly string[] = []): Entity {
  const dependsOn = needs.map((each) => `resource:${each}`);
  return createEntity(
    "Resource",
    { name, description },
    { type, ...ofTheSystem, ...(needs.length > 0 && { dependsOn }) },
  );
}

function toVolume({ name }: ShippedService): string {
  return `${name}-data`;
}
