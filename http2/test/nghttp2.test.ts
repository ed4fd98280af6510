import assert from "node:assert/strict";
import { once } from "node:events";
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type Http2Stream,
  type IncomingHttpHeaders,
} from "node:http2";
import { type AddressInfo, connect, createServer } from "node:net";
import { describe, it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import { Connection, defaultLimits, type Stream } from "../src/index.ts";

/** Rounds on one connection: enough that every table wraps many times. */
const rounds = 400;

/** Fields as varied as an application sends: some always the same, some never. */
function createFields(seed: number): () => Record<string, string> {
  const random = createRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const character = () => String.fromCharCode(33 + below(94));
  const text = (most: number) => Array.from({ length: 1 + below(most) }, character).join("");
  return () => ({
    "content-type": "application/grpc",
    "x-fixed": "the same each time",
    "user-agent": `agent/${below(3)}`,
    [`x-${below(30)}`]: text(40),
    "x-long": text(below(20) === 0 ? 2000 : 5),
    "x-encoded": encodeURIComponent(text(60)),
  });
}

function assertFields(seen: object, sent: Readonly<Record<string, string>>): void {
  const found = Object.fromEntries(Object.keys(sent).map((name) => [name, (seen as Record<string, unknown>)[name]]));
  assert.deepEqual(found, { ...sent });
}

describe("nghttp2, as node:http2 carries it", { timeout: 30_000 }, () => {
  for (const headerTableSize of [0, 100, 4096]) {
    it(`understands every list that we send, and we its, with a table of ${headerTableSize} bytes`, async () => {
      const [requests, answers] = [createFields(1), createFields(2)];
      const seen: Stream[] = [];
      const expected: Record<string, string>[] = [];
      const onStream = (stream: Stream) => {
        seen.push(stream);
        const fields = answers();
        expected.push(fields);
        stream.sendHeaders([":status", "200", ...Object.entries(fields).flat()]);
        stream.end(["x-sum", String(seen.length)]);
      };
      const server = createServer((socket) => {
        const connection = new Connection(socket, { role: "server", limits: defaultLimits, events: { onStream } });
        socket.on("close", () => connection.destroy());
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const client = connectHttp2(`http://127.0.0.1:${port}`, { settings: { headerTableSize } });
      for (let round = 0; round < rounds; round++) {
        const fields = requests();
        const stream = client.request({ ":path": `/${round}`, ...fields });
        const [trailers, [head]] = await Promise.all([once(stream.resume(), "trailers"), once(stream, "response")]);
        assertFields(head as IncomingHttpHeaders, expected[round]!);
        assert.equal((trailers as [IncomingHttpHeaders])[0]["x-sum"], String(round + 1));
        assert.equal(seen[round]!.headers?.path, `/${round}`);
        assertFields(seen[round]!.headers!.fields, fields);
      }
      client.destroy();
      server.close();
      await once(server, "close");
    });

    it(`is understood by our client, and understands it, with a table of ${headerTableSize} bytes`, async () => {
      const [requests, answers] = [createFields(3), createFields(4)];
      const server = createHttp2Server({ settings: { headerTableSize } }).listen(0, "127.0.0.1");
      const heard: IncomingHttpHeaders[] = [];
      const expected: Record<string, string>[] = [];
      server.on("stream", (stream: Http2Stream & { respond(fields: object): void }, headers: IncomingHttpHeaders) => {
        heard.push(headers);
        expected.push(answers());
        stream.respond({ ":status": 200, ...expected.at(-1) });
        stream.end("body");
      });
      await once(server, "listening");
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
      const connection = new Connection(socket, { role: "client", limits: defaultLimits, events: {} });
      for (let round = 0; round < rounds; round++) {
        const fields = requests();
        const pseudo = [":method", "GET", ":scheme", "http", ":authority", "a", ":path", `/${round}`];
        const stream = connection.request([...pseudo, ...Object.entries(fields).flat()], true);
        await ended(stream);
        assertFields(heard[round]!, fields);
        assertFields(stream.headers!.fields, expected[round]!);
      }
      connection.destroy();
      server.close();
      await once(server, "close");
    });
  }
});

function ended(stream: Stream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.onAbort = (code) => reject(new Error(`reset with ${code}`));
    stream.onReadable = () => {
      stream.read();
      if (stream.isRemoteEnded) resolve();
    };
  });
}
