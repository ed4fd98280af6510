import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";

/** A client of connect-es that closes with the test. */
export interface ConnectEsClient extends Disposable {
  readonly transport: Transport;
}

type OpenClient = (url: string, ca: Buffer | undefined) => ConnectEsClient;

/** connect-es over HTTP/1.1: what a browser can speak. `ca`: the roots to trust, PEM. */
export const http1Clients: Readonly<Record<string, OpenClient>> = {
  Connect: (baseUrl, ca) =>
    overHttp1(ca, (nodeOptions) => createConnectTransport({ baseUrl, httpVersion: "1.1", nodeOptions })),
  "gRPC-Web": (baseUrl, ca) =>
    overHttp1(ca, (nodeOptions) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1", nodeOptions })),
};

/** connect-es over HTTP/2, all but gRPC. */
export const http2Clients: Readonly<Record<string, OpenClient>> = {
  Connect: (baseUrl, ca) =>
    overHttp2(baseUrl, ca, (sessionManager) => createConnectTransport({ baseUrl, httpVersion: "2", sessionManager })),
  "gRPC-Web": (baseUrl, ca) =>
    overHttp2(baseUrl, ca, (sessionManager) => createGrpcWebTransport({ baseUrl, httpVersion: "2", sessionManager })),
};

/** connect-es in gRPC. */
export const grpcClients: Readonly<Record<string, OpenClient>> = {
  gRPC: (baseUrl, ca) => overHttp2(baseUrl, ca, (sessionManager) => createGrpcTransport({ baseUrl, sessionManager })),
};

function overHttp1(ca: Buffer | undefined, open: (options: { agent: HttpAgent }) => Transport): ConnectEsClient {
  const agent = ca ? new HttpsAgent({ ca, keepAlive: true }) : new HttpAgent({ keepAlive: true });
  return { transport: open({ agent }), [Symbol.dispose]: () => agent.destroy() };
}

function overHttp2(
  url: string,
  ca: Buffer | undefined,
  open: (manager: Http2SessionManager) => Transport,
): ConnectEsClient {
  const manager = new Http2SessionManager(url, {}, ca ? { ca } : {});
  return { transport: open(manager), [Symbol.dispose]: () => manager.abort() };
}
