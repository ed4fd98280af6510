import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";

/** What came back on one HTTP/2 stream. */
export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends one request on a connection of its own, byte for byte as the test gives it. */
export async function postHttp2(
  url: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body: Uint8Array = new Uint8Array(),
): Promise<Http2Answer> {
  const session = connect(url);
  try {
    return await new Promise<Http2Answer>((resolve, reject) => {
      const stream = session.request({ ":method": "POST", ":path": path, te: "trailers", ...headers });
      const chunks: Buffer[] = [];
      let head: IncomingHttpHeaders = {};
      let trailers: IncomingHttpHeaders = {};
      session.on("error", reject);
      stream.on("error", reject);
      stream.on("response", (received) => {
        head = received;
      });
      stream.on("trailers", (received) => {
        trailers = received;
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("close", () =>
        resolve({ status: Number(head[":status"]), headers: head, trailers, body: Buffer.concat(chunks) }),
      );
      stream.end(body);
    });
  } finally {
    session.destroy();
  }
}
