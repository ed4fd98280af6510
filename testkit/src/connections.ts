import { Agent } from "node:http";
import type { Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { createMemoryConnectTransport } from "./memory-connect-transport.ts";
import { createRestTransport } from "./rest-transport.ts";
import type { StartedApp } from "./start-app.ts";

/** A client's side of one way to speak to an App. */
export interface Connection {
  readonly transport: Transport;
  /** Closes what the client holds open. */
  close(): void;
}

/** Every way to speak to an App, by name; the clients of all but `memory` and `rest` are connect-es, a stranger to us. */
export const connections = {
  memory: ({ memory }) => ({ transport: createMemoryConnectTransport(memory), close: () => undefined }),
  rest: ({ url }) => overHttp1((agent) => createRestTransport({ baseUrl: url, agent })),
  grpc: ({ url }) => overHttp2(url, (sessionManager) => createGrpcTransport({ baseUrl: url, sessionManager })),
  "grpc-web": ({ url }) =>
    overHttp1((agent) => createGrpcWebTransport({ baseUrl: url, httpVersion: "1.1", nodeOptions: { agent } })),
  "grpc-web-h2": ({ url }) =>
    overHttp2(url, (sessionManager) => createGrpcWebTransport({ baseUrl: url, httpVersion: "2", sessionManager })),
  connect: ({ url }) =>
    overHttp1((agent) => createConnectTransport({ baseUrl: url, httpVersion: "1.1", nodeOptions: { agent } })),
  "connect-h2": ({ url }) =>
    overHttp2(url, (sessionManager) =>
      createConnectTransport({
        baseUrl: url,
        httpVersion: "2",
        sessionManager,
        useBinaryFormat: true,
        useHttpGet: true,
      }),
    ),
} as const satisfies Record<string, (started: StartedApp) => Connection>;

/** Name of a way to speak to an App. */
export type TransportName = keyof typeof connections;

function overHttp1(create: (agent: Agent) => Transport): Connection {
  const agent = new Agent({ keepAlive: true });
  return { transport: create(agent), close: () => agent.destroy() };
}

function overHttp2(url: string, create: (manager: Http2SessionManager) => Transport): Connection {
  const manager = new Http2SessionManager(url);
  return { transport: create(manager), close: () => manager.abort() };
}
