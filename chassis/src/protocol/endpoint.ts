import type { DescService } from "@bufbuild/protobuf";
import { compose, type Encoded, type Handler, type Middleware } from "../handler.ts";
import { type Method, unmatched } from "../method.ts";
import { type Service, splitServices } from "../service.ts";

/** An rpc with the whole chain around its handler: what a protocol calls. */
export interface Endpoint {
  readonly method: Method;
  readonly handler: Handler;
}

/** What is served: every rpc, and the endpoint that stands for requests that no route matches. */
export interface Endpoints {
  readonly services: readonly DescService[];
  /** Rpcs that callers call. */
  readonly all: readonly Endpoint[];
  /** Rpcs that messages call. To callers it is as if they were not there. */
  readonly subscribed: readonly Endpoint[];
  /** By `/package.Service/Method`. */
  readonly byPath: ReadonlyMap<string, Endpoint>;
  /** Runs the chain for a request that no route matches; its {@link Encoded} throws the routing Fault. */
  readonly unmatched: Endpoint;
}

/** Wraps the chain around every rpc, once. */
export function createEndpoints(services: readonly Service[], chain: readonly Middleware[]): Endpoints {
  const { called, subscribed } = splitServices(services);
  const wrap = ({ routes }: Service): readonly Endpoint[] =>
    routes.map(({ method, handler }) => ({ method, handler: compose(chain, handler, method) }));
  const all = called.flatMap(wrap);
  return {
    services: called.map((service) => service.desc),
    all,
    subscribed: subscribed.flatMap(wrap),
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
