import type { Env, Module } from "@flotilla/chassis";
import { type StartedApp, type StartedNginx, startApp, startNginx } from "@flotilla/testkit";
import { createOwnedCertificate, type OwnedCertificate } from "../owned-certificate.ts";

/** An App with nginx in front of it. */
export interface BehindNginx extends AsyncDisposable {
  readonly started: StartedApp;
  readonly nginx: StartedNginx;
  /** What nginx shows to its clients, and the App to nginx where it speaks TLS. */
  readonly certificate: OwnedCertificate;
}

/** Starts a module and nginx before it. `isSecure`: nginx and the App speak TLS with each other. */
export async function startBehindNginx(module: Module, env: Env, isSecure = false): Promise<BehindNginx> {
  await using stack = new AsyncDisposableStack();
  const certificate = stack.use(createOwnedCertificate());
  const started = stack.use(await startApp(module, { env: { ...env, ...(isSecure ? certificate.env : {}) } }));
  const options = { upstream: started.address, certificate, isUpstreamSecure: isSecure };
  const nginx = stack.use(await startNginx(options));
  const owned = stack.move();
  return { started, nginx, certificate, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
