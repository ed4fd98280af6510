// What each service says at /openapi.json about itself, as files: for those who want it without a running fleet.
import { createDocument } from "@flotilla/chassis/contract";
import { comments } from "@flotilla/contract/comments";
import type { Fleet, ShippedService } from "./fleet.ts";
import type { Output } from "./generator.ts";

/** Where the OpenAPI document of a service lies; undefined where REST reaches none of its rpcs. */
export function toOpenApiPath({ name, rpcs }: ShippedService): string | undefined {
  return rpcs.some(({ bindings }) => bindings.length > 0) ? `deploy/catalogue/openapi/${name}.json` : undefined;
}

/** An OpenAPI 3.1 document for each service that speaks REST, without the operations endpoints that gateways hide. */
export function generateOpenApi({ services, version }: Fleet): readonly Output[] {
  return services.flatMap((service) => {
    const path = toOpenApiPath(service);
    if (path === undefined) return [];
    const document = createDocument({ title: service.name, version, services: service.contracts, comments });
    return [{ path, text: `${JSON.stringify(document, null, 2)}\n` }];
  });
}
