import { createServer, type Server, type Socket } from "node:net";
import { createHttp1, type ExchangeListener } from "./http1.ts";
import { createHttp2 } from "./http2.ts";

const preface = Buffer.from("PRI * HTTP/2.0");

/** One TCP port for HTTP/1.1 and HTTP/2: the first bytes decide (RFC 9113 §3.4). */
export function createOnePort(listener: ExchangeListener): Server {
  const http1 = createHttp1(listener);
  const http2 = createHttp2(listener);
  return createServer((socket: Socket) => {
    socket.once("readable", () => {
      const head = socket.read() as Buffer | null;
      if (!head) return;
      socket.unshift(head);
      const isHttp2 = head.subarray(0, preface.length).equals(preface.subarray(0, head.length));
      (isHttp2 ? http2 : http1).emit("connection", socket);
    });
  });
}
