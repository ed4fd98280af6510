import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Exchange } from "./exchange.ts";
import { NodeExchange } from "./node-exchange.ts";

/** What a transport hands its exchanges to. */
export type ExchangeListener = (exchange: Exchange) => void;

/** HTTP/1.1 on node:http. The server never listens itself: the one port hands it sockets. */
export function createHttp1(listener: ExchangeListener): Server {
  return createServer((request: IncomingMessage, response: ServerResponse) => {
    listener(new NodeExchange(1, request, response));
  });
}
