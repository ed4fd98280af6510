import type { Env, Module } from "@flotilla/chassis";
import { type ProxyOptions, type StartedApp, type StartedProxy, startApp } from "@flotilla/testkit";
import { createOwnedCertificate, type OwnedCertificate } from "../owned-certificate.ts";

/** An App with a proxy in front of it. */
export interface BehindProxy extends AsyncDisposable {
  readonly started: StartedApp;
  readonly proxy: StartedProxy;
  /** What the proxy shows to its clients, and the App to the proxy where it speaks TLS. */
  readonly certificate: OwnedCertificate;
}

/** What to start behind a proxy. */
export interface BehindProxyOptions {
  readonly module: Module;
  readonly env: Env;
  /** Whether the proxy and the App speak TLS with each other. Default: no. */
  readonly isSecure?: boolean;
}

/** Starts an App, then a proxy before it. */
export async function startBehindProxy(
  startProxy: (options: ProxyOptions) => Promise<StartedProxy>,
  { module, env, isSecure = false }: BehindProxyOptions,
): Promise<BehindProxy> {
  await using stack = new AsyncDisposableStack();
  const certificate = stack.use(await createOwnedCertificate());
  const started = stack.use(await startApp(module, { env: { ...env, ...(isSecure ? certificate.env : {}) } }));
  const options = { upstream: started.address, certificate, isUpstreamSecure: isSecure };
  const proxy = stack.use(await startProxy(options));
  const owned = stack.move();
  return { started, proxy, certificate, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
