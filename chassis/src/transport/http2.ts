import { createServer, type Http2Server } from "node:http2";
import type { ExchangeListener } from "./http1.ts";
import { NodeExchange } from "./node-exchange.ts";

/** HTTP/2 on node:http2. The server never listens itself: the one port hands it sockets. */
export function createHttp2(listener: ExchangeListener): Http2Server {
  return createServer((request, response) => {
    listener(new NodeExchange(2, request as never, response as never));
  });
}
