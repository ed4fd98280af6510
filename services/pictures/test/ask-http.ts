import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { connect } from "node:http2";
import { buffer } from "node:stream/consumers";

/** What is asked. */
export interface HttpRequest {
  readonly verb?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is answered, with the body as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks over HTTP/1.1. */
export async function askHttp1(url: string, { verb = "GET", path, headers = {} }: HttpRequest): Promise<HttpAnswer> {
  const sent = request(url + path, { method: verb, headers, agent: false }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
}

/** Asks over HTTP/2, on a connection of its own. */
export async function askHttp2(url: string, { verb = "GET", path, headers = {} }: HttpRequest): Promise<HttpAnswer> {
  const session = connect(url);
  const stream = session.request({ ":method": verb, ":path": path, ...headers });
  const [head] = (await once(stream, "response")) as [IncomingHttpHeaders & { readonly ":status": number }];
  const body = await buffer(stream);
  session.close();
  return { status: head[":status"], headers: head, body };
}
