import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What nginx stands in front of, and the certificate that it shows. */
export interface NginxOptions {
  /** `host:port` of the App. */
  readonly upstream: string;
  /** Paths of PEM files. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** Whether the App speaks TLS. Default: no. */
  readonly isUpstreamSecure?: boolean;
}

/** An nginx that a test owns. It keeps connections to the App alive and buffers nothing, as an ingress for gRPC must. */
export interface StartedNginx extends AsyncDisposable {
  /** HTTP/1.1: `proxy_pass`. */
  readonly http1Url: string;
  /** HTTP/2 in cleartext: `grpc_pass`. */
  readonly grpcUrl: string;
  /** TLS with both, by ALPN: gRPC goes by `grpc_pass`, all else by `proxy_pass`. */
  readonly secureUrl: string;
}

/** Starts nginx (Debian `nginx-light`) on free ports; disposing stops it. */
export async function startNginx(options: NginxOptions): Promise<StartedNginx> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-nginx-"));
  const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const config = join(folder, "nginx.conf");
  writeFileSync(config, toConfig(folder, ports, options));
  const nginx = spawn("nginx", ["-p", folder, "-c", config, "-e", "stderr"], { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(nginx, "exit");
  await untilListening(nginx.stderr);
  nginx.stderr.resume();
  return {
    http1Url: `http://127.0.0.1:${ports[0]}`,
    grpcUrl: `http://127.0.0.1:${ports[1]}`,
    secureUrl: `https://127.0.0.1:${ports[2]}`,
    async [Symbol.asyncDispose]() {
      nginx.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Its sockets listen before nginx names itself in its log. */
async function untilListening(log: NodeJS.ReadableStream): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: log })) {
    if (/\bnginx\/\d/.test(line)) return;
    lines.push(line);
  }
  throw new Error(`nginx did not start:\n${lines.join("\n")}`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

function toConfig(folder: string, ports: readonly number[], options: NginxOptions): string {
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
