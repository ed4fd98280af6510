// Kong without a database: all that it knows, but for the keys of its consumers, which are secrets and stand in a file of
// their own. Compose starts it with both.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Fleet } from "../fleet.ts";
import type { Generator } from "../generator.ts";
import { listRestRoutes, listRpcRoutes, toPattern } from "../routes.ts";
import { toYaml } from "../to-yaml.ts";

/** What Kong asks of callers, the same in compose and in the chart: read from the chart's own values. */
interface GatewayPolicy {
  readonly consumer: { readonly name: string };
  readonly rateLimit: { readonly perMinute: number };
}

const values = join(import.meta.dirname, "../../chart/values.base.yaml");

/** deploy/gateway/kong/kong.yaml, in Kong's declarative format. */
export const generateKong: Generator = (fleet) => [
  { path: "deploy/gateway/kong/kong.yaml", text: toYaml(toKongConfig(fleet)) },
];

function toKongConfig(fleet: Fleet): object {
  const { kong }: { readonly kong: GatewayPolicy } = parse(readFileSync(values, "utf8"));
  return {
    _format_version: "3.0",
    services: fleet.services.filter(({ isPublic }) => isPublic).flatMap(({ name }) => toServices(fleet, name)),
    consumers: [{ username: kong.consumer.name }],
    plugins: toPlugins(kong),
  };
}

/**
 * Each service twice: what comes by HTTP/1.1 goes on by HTTP/1.1, and gRPC by HTTP/2. Nothing is sent a second time: whoever
 * called knows whether that is safe.
 */
function toServices(fleet: Fleet, service: string): readonly object[] {
  const rest = listRestRoutes(fleet).filter((route) => route.service === service);
  const rpc = listRpcRoutes(fleet).filter((route) => route.service === service);
  const contracts = rpc.map(({ contract }) => `/${contract}/`);
  const patterns = rest.map((route) => `~${toPattern(route).slice(1)}`);
  const target = { host: service, port: fleet.ports.http, retries: 0 };
  return [
    {
      name: service,
      protocol: "http",
      ...target,
      routes: [
        toRoute(`${service}-rest`, { protocols: ["http", "https"], paths: patterns }),
        toRoute(`${service}-connect`, { protocols: ["http", "https"], paths: contracts }),
      ],
    },
    {
      name: `${service}-grpc`,
      protocol: "grpc",
      ...target,
      routes: [toRoute(`${service}-grpc`, { protocols: ["grpc", "grpcs"], paths: contracts, headers: grpcOnly })],
    },
  ];
}

/** gRPC-Web and Connect use the same paths. A header makes this the narrower route, which Kong tries first. */
const grpcOnly = { "content-type": ["~*^application/grpc($|[+; ])"] };

/** Paths stay what they are, and bodies pass as they come: uploads of any size, and streams. */
function toRoute(name: string, match: object): object {
  return { name, ...match, strip_path: false, request_buffering: false, response_buffering: false };
}

function toPlugins({ rateLimit }: GatewayPolicy): readonly object[] {
  return [
    {
      name: "key-auth",
      config: {
        key_names: ["apikey", "X-API-KEY"],
        key_in_header: true,
        key_in_query: false,
        key_in_body: false,
        hide_credentials: true,
        run_on_preflight: false,
      },
    },
    {
      name: "rate-limiting",
      config: { minute: rateLimit.perMinute, limit_by: "consumer", policy: "local", fault_tolerant: true },
    },
    {
      name: "prometheus",
      config: {
        per_consumer: true,
        status_code_metrics: true,
        latency_metrics: true,
        bandwidth_metrics: true,
        upstream_health_metrics: true,
      },
    },
  ];
}
