// Which route Kong takes, for the little of its router that deploy/gateway/kong/kong.yaml uses (the flavour
// `traditional_compatible`): paths, regular expressions after `~`, headers with `~*`, and routes with headers first.

/** A route of Kong's declarative format, as far as the router looks at it. */
export interface KongRoute {
  readonly name: string;
  readonly protocols: readonly string[];
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly strip_path: boolean;
}

/** A service of Kong's declarative format. */
export interface KongService {
  readonly name: string;
  readonly protocol: "http" | "grpc";
  readonly host: string;
  readonly port: number;
  readonly retries: number;
  readonly routes: readonly KongRoute[];
}

/** What the router sees of a request. */
export interface KongRequest {
  readonly path: string;
  readonly contentType?: string;
}

/** Every service that Kong may hand the request to: more than one is a mistake, none is a 404. */
export function findServices(services: readonly KongService[], request: KongRequest): readonly KongService[] {
  const matching = services.flatMap((service) =>
    service.routes.filter((route) => matches(route, request)).map((route) => ({ service, route })),
  );
  const narrower = matching.filter(({ route }) => route.headers !== undefined);
  const chosen = narrower.length > 0 ? narrower : matching;
  return [...new Set(chosen.map(({ service }) => service))];
}

function matches({ paths, headers }: KongRoute, { path, contentType = "" }: KongRequest): boolean {
  const isPath = paths.some((pattern) =>
    pattern.startsWith("~") ? new RegExp(`^(?:${pattern.slice(1)})`).test(path) : path.startsWith(pattern),
  );
  const isHeader = (headers?.["content-type"] ?? ["~*"]).some((pattern) =>
    new RegExp(pattern.replace(/^~\*/, ""), "i").test(contentType),
  );
  return isPath && isHeader;
}
