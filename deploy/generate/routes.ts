// What gateways pass on, read from the contract: they look at the path alone. Which verbs a path knows is for the service to
// say, which answers 405 with `Allow` where a gateway would say 404.
import type { PathTemplate } from "@flotilla/chassis/contract";
import type { Fleet, ShippedRpc, ShippedService } from "./fleet.ts";

/** A path of REST, as Ingress and the Gateway API match it: this one, or all below it, segment by segment, and itself. */
export interface RestRoute {
  /** Name of the service in the manifest. */
  readonly service: string;
  readonly kind: "exact" | "prefix";
  /** Such as `/api/students`; never ends with a slash, but for `/` itself. */
  readonly path: string;
}

/** A service of the contract that callers reach by gRPC, gRPC-Web and Connect: all paths below `/<contract>/`. */
export interface RpcRoute {
  /** Name of the service in the manifest. */
  readonly service: string;
  /** Such as `flotilla.users.v1.UsersService`. */
  readonly contract: string;
  /** Names of its rpcs; never those that only messages call. */
  readonly rpcs: readonly string[];
}

/** The fewest paths that hold every REST binding of the public services, by service and path. Throws an Error where a binding starts with a variable. */
export function listRestRoutes(fleet: Fleet): readonly RestRoute[] {
  return fleet.services.filter(({ isPublic }) => isPublic).flatMap(toRestRoutes);
}

/** What callers of public services reach by gRPC, by service. */
export function listRpcRoutes(fleet: Fleet): readonly RpcRoute[] {
  return fleet.services.filter(({ isPublic }) => isPublic).flatMap(toRpcRoutes);
}

/** The same as {@link RestRoute} in an anchored regular expression, for gateways that have nothing better. */
export function toPattern({ kind, path }: RestRoute): string {
  const text = path.replaceAll(/[.+*?()[\]{}|\\^$]/g, "\\$&");
  return kind === "exact" ? `^${text}$` : `^${text}(/.*)?$`;
}

function toRestRoutes({ name, rpcs }: ShippedService): readonly RestRoute[] {
  const templates = rpcs.flatMap(({ bindings }) => bindings.map(({ template }) => template));
  const routes = templates.map((template) => ({ service: name, ...toPath(template) }));
  const prefixes = routes.filter(({ kind }) => kind === "prefix");
  const needed = routes.filter((route) => !prefixes.some((prefix) => isBelow(route, prefix)));
  const byPath = new Map(needed.map((route) => [route.path, route]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function toPath({ text, segments }: PathTemplate): Omit<RestRoute, "service"> {
  const literals = segments.map((segment) => (segment.kind === "literal" ? segment.text : undefined));
  const fixed = literals.indexOf(undefined);
  if (fixed === 0) throw new Error(`a gateway cannot tell whose ${text} is, since it starts with a variable`);
  return fixed < 0 ? { kind: "exact", path: text } : { kind: "prefix", path: `/${literals.slice(0, fixed).join("/")}` };
}

/** Whether all that a route matches is matched by another one. */
function isBelow(route: RestRoute, prefix: RestRoute): boolean {
  if (route.kind === "exact" && route.path === prefix.path) return true;
  return route.path.startsWith(`${prefix.path}/`);
}

function toRpcRoutes({ name, contracts, rpcs }: ShippedService): readonly RpcRoute[] {
  return contracts.flatMap(({ typeName }) => {
    const callable = rpcs.filter((rpc) => rpc.method.service === typeName && isCallable(rpc));
    const names = callable.map(({ method }) => method.name);
    return names.length === 0 ? [] : [{ service: name, contract: typeName, rpcs: names }];
  });
}

function isCallable({ method }: ShippedRpc): boolean {
  return method.policy.subscription === undefined;
}
