import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";

/** A server that speaks TestService; `certificate` is the path of the root to trust, PEM, where it speaks TLS. */
export interface InteropServer {
  readonly port: number;
  readonly certificate?: string | undefined;
}

const client = "grpc-interop-client";
/** A busy machine may be slow; what counts is that every call of a soak succeeds. */
const patience = ["--soak_per_iteration_max_acceptable_latency_ms=20000", "--soak_overall_timeout_seconds=60"];
const run = promisify(execFile);

/** Why cases cannot be run here, or false when they can. */
export const withoutClient = findProgram(client).missing;

/** Runs one case of grpc-go's interop client; rejects with what the client printed when it failed. */
export async function runCase(name: string, { port, certificate }: InteropServer): Promise<void> {
  const address = ["--server_host=127.0.0.1", `--server_port=${port}`];
  const trust = certificate === undefined ? [] : ["--use_tls", "--use_test_ca", `--ca_file=${certificate}`];
  await run(client, [`--test_case=${name}`, ...address, ...trust, ...patience]);
}
