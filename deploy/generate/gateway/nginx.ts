import type { Fleet } from "../fleet.ts";
import { type Generator, mark } from "../generator.ts";
import { listRestRoutes, listRpcRoutes, type RestRoute, toPattern } from "../routes.ts";

/** Where nginx listens, and where it finds the services. */
export interface NginxAddresses {
  /** `[address:]port` for REST, Connect and gRPC-Web. */
  readonly http: string;
  /** `[address:]port` for gRPC over HTTP/2 without TLS. */
  readonly grpc: string;
  /** `host:port` of a service by its name in the manifest. */
  toUpstream(service: string): string;
  /** Takes what it writes. */
  readonly folder: string;
}

/** deploy/gateway/nginx/nginx.conf: the same routes as Kong's, without keys and limits. */
export const generateNginx: Generator = (fleet) => {
  const toUpstream = (service: string) => `${service}:${fleet.ports.http}`;
  const config = renderNginx(fleet, { http: "8080", grpc: "9080", toUpstream, folder: "/tmp" });
  return [{ path: "deploy/gateway/nginx/nginx.conf", text: `# ${mark}\n${config}` }];
};

/** A whole configuration of nginx ≥ 1.22. */
export function renderNginx(fleet: Fleet, addresses: NginxAddresses): string {
  const rest = listRestRoutes(fleet);
  const rpc = listRpcRoutes(fleet);
  const services = [...new Set([...rest, ...rpc].map(({ service }) => service))];
  const contracts = (toPass: (service: string) => string) =>
    rpc.map(({ contract, service }) => `location ^~ /${contract}/ { ${toPass(service)}; }`);
  return `error_log stderr notice;
pid ${addresses.folder}/nginx.pid;
events {}
http {
  access_log off;
${indent(2, toTemporary(addresses.folder))}
${indent(2, connections)}
${indent(
  2,
  services.flatMap((service) => toUpstreams(service, addresses)),
)}

  server {
    listen ${addresses.http};
${indent(4, toHttpLocations(rest))}
${indent(
  4,
  contracts((service) => `proxy_pass http://${service}`),
)}
    location / { return 404; }
  }

  server {
    listen ${addresses.grpc} http2;
${indent(
  4,
  contracts((service) => `grpc_pass grpc://${service}-grpc`),
)}
    location / { return 404; }
  }
}
`;
}

function toTemporary(folder: string): readonly string[] {
  return ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`);
}

/** Bodies and answers pass as they come, over connections that are kept; nothing is sent a second time. */
const connections = [
  "client_max_body_size 0;",
  "proxy_http_version 1.1;",
  'proxy_set_header connection "";',
  "proxy_set_header host $http_host;",
  "proxy_set_header x-forwarded-for $proxy_add_x_forwarded_for;",
  "proxy_set_header x-forwarded-proto $scheme;",
  "proxy_buffering off;",
  "proxy_request_buffering off;",
  "proxy_next_upstream off;",
  "grpc_next_upstream off;",
];

/** One for each protocol: nginx keeps idle connections by upstream, and would send HTTP/1.1 over one that speaks HTTP/2. */
function toUpstreams(service: string, { toUpstream }: NginxAddresses): readonly string[] {
  const address = toUpstream(service);
  return [service, `${service}-grpc`].map((name) => `upstream ${name} { server ${address}; keepalive 16; }`);
}

function toHttpLocations(routes: readonly RestRoute[]): readonly string[] {
  return routes.map((route) => {
    const match = route.kind === "exact" ? `= ${route.path}` : `~ ${toPattern(route)}`;
    return `location ${match} { proxy_pass http://${route.service}; }`;
  });
}

function indent(by: number, lines: readonly string[]): string {
  return lines.map((line) => " ".repeat(by) + line).join("\n");
}
