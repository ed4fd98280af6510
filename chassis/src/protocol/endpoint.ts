import type { DescService } from "@bufbuild/protobuf";
import { compose, type Encoded, type Handler, type Middleware } from "../handler.ts";
import { type Method, unmatched } from "../method.ts";
import type { Service } from "../service.ts";

/** An rpc with the whole chain around its handler: what a protocol calls. */
export interface Endpoint {
  readonly method: Method;
  readonly handler: Handler;
}

/** Every rpc of the process, and the endpoint that stands for requests that no route matches. */
export interface Endpoints {
  readonly services: readonly DescService[];
  readonly all: readonly Endpoint[];
  /** By `/package.Service/Method`. */
  readonly byPath: ReadonlyMap<string, Endpoint>;
  /** Runs the chain for a request that no route matches; its {@link Encoded} throws the routing Fault. */
  readonly unmatched: Endpoint;
}

/** Wraps the chain around every rpc, once. */
export function createEndpoints(services: readonly Service[], chain: readonly Middleware[]): Endpoints {
  const all = services.flatMap((service) =>
    service.routes.map(({ method, handler }) => ({ method, handler: compose(chain, handler, method) })),
  );
  return {
    services: services.map((service) => service.desc),
    all,
    byPath: new Map(all.map((endpoint) => [endpoint.method.path, endpoint])),
    unmatched: { method: unmatched, handler: compose(chain, () => undefined, unmatched) },
  };
}

/** A request that cannot be parsed, for a known reason: the Fault is thrown inside the chain, where it is counted. */
export function toBroken(fault: Error): Encoded {
  return {
    decode() {
      throw fault;
    },
  };
}
