import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "@flotilla/testkit";
import { findFreePort } from "@flotilla/testkit/free-port";
import type { Fleet } from "../../generate/fleet.ts";
import { renderNginx } from "../../generate/gateway/nginx.ts";

/** An nginx with the routes of the fleet. */
export interface StartedGateway extends AsyncDisposable {
  /** REST, Connect and gRPC-Web. */
  readonly httpUrl: string;
  /** gRPC, without TLS. */
  readonly grpcUrl: string;
}

/** Starts nginx in front of services at `toUpstream`, as `host:port`; disposing stops it. */
export async function startGateway(fleet: Fleet, toUpstream: (service: string) => string): Promise<StartedGateway> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-gateway-"));
  const [http, grpc] = [await findFreePort(), await findFreePort()];
  const [httpAddress, grpcAddress] = [`127.0.0.1:${http}`, `127.0.0.1:${grpc}`];
  const config = join(folder, "nginx.conf");
  writeFileSync(config, renderNginx(fleet, { http: httpAddress, grpc: grpcAddress, toUpstream, folder }));
  const args = ["-p", folder, "-c", config, "-e", "stderr", "-g", "daemon off; master_process off;"];
  const nginx = await startProgram({ command: "nginx", args, ready: /\bnginx\/\d/ });
  return {
    httpUrl: `http://${httpAddress}`,
    grpcUrl: `http://${grpcAddress}`,
    async [Symbol.asyncDispose]() {
      await nginx[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
