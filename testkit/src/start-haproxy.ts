import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "./free-port.ts";
import type { ProxyOptions, StartedProxy } from "./proxy.ts";
import { startProgram } from "./start-program.ts";

/** Starts HAProxy on free ports; disposing stops it. It sends many calls at once over one connection to the App. */
export async function startHaproxy(options: ProxyOptions): Promise<StartedProxy> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-haproxy-"));
  const ports = await Promise.all([findFreePort(), findFreePort()]);
  const { cert, key } = options.certificate;
  writeFileSync(join(folder, "both.pem"), Buffer.concat([readFileSync(cert), readFileSync(key)]));
  const config = join(folder, "haproxy.cfg");
  writeFileSync(config, toConfig(folder, ports, options));
  const args = ["-W", "-f", config];
  const haproxy = await startProgram({ command: "haproxy", args, ready: /Loading success/ });
  const url = `http://127.0.0.1:${ports[0]}`;
  return {
    http1Url: url,
    grpcUrl: url,
    secureUrl: `https://127.0.0.1:${ports[1]}`,
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

function toConfig(folder: string, ports: readonly number[], { upstream, isUpstreamSecure }: ProxyOptions): string {
  const trust = isUpstreamSecure ? " ssl verify none" : "";
  const [http1, http2] = isUpstreamSecure ? ["alpn http/1.1", "alpn h2"] : ["", "proto h2"];
  return `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend all
  bind 127.0.0.1:${ports[0]}
  bind 127.0.0.1:${ports[1]} ssl crt ${folder}/both.pem alpn h2,http/1.1
  use_backend by_http2 if { req.hdr(content-type) -m reg ^application/grpc([+;]|$) }
  default_backend by_http1
backend by_http1
  server app ${upstream}${trust} ${http1}
backend by_http2
  server app ${upstream}${trust} ${http2}
`;
}
