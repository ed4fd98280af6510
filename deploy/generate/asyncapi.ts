// The messages between services, as AsyncAPI tells them: a document for each service that sends or receives any.
import { createAsyncDocument, type JsonSchema, listEvents } from "@flotilla/chassis/contract";
import { comments } from "@flotilla/contract/comments";
import type { Fleet, ShippedService } from "./fleet.ts";
import type { Output } from "./generator.ts";

/** Where the AsyncAPI document of a service lies; undefined where it has no messages. */
export function toAsyncApiPath({ name, contracts }: ShippedService): string | undefined {
  const { sent, received } = listEvents(contracts);
  return sent.length + received.length > 0 ? `deploy/catalogue/asyncapi/${name}.json` : undefined;
}

/** An AsyncAPI 3.0 document for each service that sends or receives messages. */
export function generateAsyncApi(fleet: Fleet): readonly Output[] {
  return fleet.services.flatMap((service) => {
    const path = toAsyncApiPath(service);
    if (path === undefined) return [];
    return [{ path, text: `${JSON.stringify(createAsyncApi(fleet, service), null, 2)}\n` }];
  });
}

function createAsyncApi(
  { services, stores, version }: Fleet,
  { name, contracts }: ShippedService,
): JsonSchema | undefined {
  const nats = stores.find((store) => store.name === "nats");
  return createAsyncDocument({
    title: name,
    version,
    services: contracts,
    known: services.flatMap((service) => service.contracts),
    comments,
    broker: `nats:${nats!.port}`,
  });
}
