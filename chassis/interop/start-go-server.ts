import { findFreePort, startProgram } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";

/** grpc-go's interop server, that a test owns. */
export interface GoServer extends AsyncDisposable {
  readonly port: number;
}

const command = "grpc-interop-server";

/** Why it cannot be started here, or false when it can. */
export const withoutGoServer = findProgram(command).missing;

/** Starts grpc-go's interop server on a free port, in cleartext or with a certificate. */
export async function startGoServer(certificate?: { readonly cert: string; readonly key: string }): Promise<GoServer> {
  const port = await findFreePort();
  const { cert, key } = certificate ?? {};
  const tls = cert && key ? ["-use_tls", "-tls_cert_file", cert, "-tls_key_file", key] : [];
  const program = await startProgram({
    command,
    args: ["-port", String(port), ...tls],
    env: { GRPC_GO_LOG_SEVERITY_LEVEL: "info" },
    ready: /ListenSocket created/,
  });
  return { port, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}
