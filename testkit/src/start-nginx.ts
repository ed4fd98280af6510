import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "./free-port.ts";
import type { ProxyOptions, StartedProxy } from "./proxy.ts";
import { startProgram } from "./start-program.ts";

/**
 * Starts nginx (Debian `nginx-light`) on free ports; disposing stops it. It keeps connections to the App alive and
 * buffers nothing, as an ingress for gRPC must.
 */
export async function startNginx(options: ProxyOptions): Promise<StartedProxy> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-nginx-"));
  const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const config = join(folder, "nginx.conf");
  writeFileSync(config, toConfig(folder, ports, options));
  // It names itself in its log once its sockets listen.
  const args = ["-p", folder, "-c", config, "-e", "stderr"];
  const nginx = await startProgram({ command: "nginx", args, ready: /\bnginx\/\d/ });
  return {
    http1Url: `http://127.0.0.1:${ports[0]}`,
    grpcUrl: `http://127.0.0.1:${ports[1]}`,
    secureUrl: `https://127.0.0.1:${ports[2]}`,
    async [Symbol.asyncDispose]() {
      await nginx[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

function toConfig(folder: string, ports: readonly number[], options: ProxyOptions): string {
  const { upstream, certificate, isUpstreamSecure = false } = options;
  const [http, grpc] = isUpstreamSecure ? ["https", "grpcs"] : ["http", "grpc"];
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  client_max_body_size 0;
  proxy_http_version 1.1;
  proxy_set_header connection "";
  proxy_buffering off;
  proxy_request_buffering off;
  upstream by_http1 { server ${upstream}; keepalive 8; }
  upstream by_http2 { server ${upstream}; keepalive 8; }
  server {
    listen 127.0.0.1:${ports[0]};
    location / { proxy_pass ${http}://by_http1; }
  }
  server {
    listen 127.0.0.1:${ports[1]} http2;
    location / { grpc_pass ${grpc}://by_http2; }
  }
  server {
    listen 127.0.0.1:${ports[2]} ssl http2;
    ssl_certificate ${certificate.cert};
    ssl_certificate_key ${certificate.key};
    location / {
      if ($http_content_type ~* "^application/grpc($|[+; ])") { grpc_pass ${grpc}://by_http2; }
      proxy_pass ${http}://by_http1;
    }
  }
}
`;
}
