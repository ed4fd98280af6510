import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Connection, clientPreface, defaultLimits, errorCodes, type Limits, type Stream } from "../src/index.ts";
import { openPair, type Pair } from "./open-pair.ts";

const request = [":method", "POST", ":scheme", "http", ":path", "/", ":authority", "test"];

function serve(pair: Pair, onStream: (stream: Stream) => void, limits: Partial<Limits> = {}) {
  const closed = Promise.withResolvers<Error | undefined>();
  const events = { onStream, onClose: closed.resolve };
  const connection = new Connection(pair.server, { role: "server", limits: { ...defaultLimits, ...limits }, events });
  pair.server.resume();
  return { connection, closed: closed.promise };
}

function call(pair: Pair): Connection {
  return new Connection(pair.client, { role: "client", limits: defaultLimits, events: {} });
}

/** Resolves with the whole body once the peer has ended its side. */
function readAll(stream: Stream): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const parts: Buffer[] = [];
  const look = () => {
    const bytes = stream.read();
    if (bytes) parts.push(Buffer.from(bytes));
    if (stream.isRemoteEnded) resolve(Buffer.concat(parts));
  };
  stream.onReadable = look;
  look();
  return promise;
}

async function echo(stream: Stream): Promise<void> {
  const body = await readAll(stream);
  stream.sendHeaders([":status", "200"]);
  stream.write(body);
  stream.end(["x-length", String(body.length)]);
}

describe("Connection", { timeout: 20_000 }, () => {
  it("carries a request and its answer with trailers", async () => {
    await using pair = await openPair();
    serve(pair, (stream) => void echo(stream));
    const stream = call(pair).request(request);
    stream.write(Buffer.from("hello"));
    stream.end();
    assert.equal(String(await readAll(stream)), "hello");
    assert.equal(stream.headers?.status, "200");
    assert.equal(stream.trailers?.fields["x-length"], "5");
    assert.equal(stream.isClosed, true);
  });

  it("carries many streams at once, each larger than every window", async () => {
    await using pair = await openPair();
    const { connection } = serve(pair, (stream) => void echo(stream));
    const client = call(pair);
    const bodies = Array.from({ length: 8 }, (_, index) => Buffer.alloc(3_000_000 + index, index));
    const answers = bodies.map((body) => {
      const stream = client.request(request);
      stream.write(body);
      stream.end();
      return readAll(stream);
    });
    for (const [index, answer] of (await Promise.all(answers)).entries()) assert.ok(answer.equals(bodies[index]!));
    assert.equal(connection.streamCount, 0);
  });

  it("finishes what is open after GOAWAY, then closes", async () => {
    await using pair = await openPair();
    const { connection, closed } = serve(pair, (stream) => void echo(stream));
    const stream = call(pair).request(request);
    stream.write(Buffer.from("last"));
    await once(pair.server, "data");
    connection.goaway();
    stream.end();
    assert.equal(String(await readAll(stream)), "last");
    assert.equal(await closed, undefined);
  });

  it("tells the other side of a reset", async () => {
    await using pair = await openPair();
    const aborted = Promise.withResolvers<number>();
    serve(pair, (stream) => {
      stream.onAbort = aborted.resolve;
    });
    const stream = call(pair).request(request);
    stream.write(Buffer.from("x"));
    await once(pair.server, "data");
    stream.reset(errorCodes.cancel);
    assert.equal(await aborted.promise, errorCodes.cancel);
  });

  it("lets a client read what came before a reset", async () => {
    await using pair = await openPair();
    serve(pair, (stream) => {
      stream.sendHeaders([":status", "200"]);
      stream.write(Buffer.from("enough"));
      stream.end();
      stream.reset(errorCodes.noError);
    });
    const stream = call(pair).request(request);
    const aborted = Promise.withResolvers<number>();
    stream.onAbort = aborted.resolve;
    assert.equal(await aborted.promise, errorCodes.noError);
    assert.equal(stream.isRemoteEnded, true);
    assert.equal(String(stream.read()), "enough");
  });

  it("serves what was under way to it when it said GOAWAY, and nothing that comes later", async () => {
    await using pair = await openPair();
    const { connection, closed } = serve(pair, (stream) => void echo(stream));
    const client = call(pair);
    await readAll(client.request(request, true));
    connection.goaway();
    const late = client.request(request, true);
    assert.equal(String(await readAll(late)), "");
    assert.equal(late.headers?.status, "200");
    assert.equal(await closed, undefined);
    assert.equal(client.canRequest, false);
  });

  it("does not wait for ever for a peer that leaves its GOAWAY unanswered", async () => {
    await using pair = await openPair();
    const { connection, closed } = serve(pair, () => undefined);
    pair.client.write(Buffer.concat([clientPreface, Buffer.from("000000040000000000", "hex")]));
    await once(pair.server, "data");
    connection.goaway();
    connection.sweep(performance.now());
    assert.equal(connection.isLeaving, false);
    connection.sweep(performance.now() + 1001);
    assert.equal(connection.isLeaving, true);
    pair.client.resume().end();
    assert.equal(await closed, undefined);
  });

  it("decodes a header block once that comes again, and lets nobody change what streams share", async () => {
    await using pair = await openPair();
    const lists: unknown[] = [];
    serve(pair, (stream) => {
      lists.push(stream.headers);
      void echo(stream);
    });
    const client = call(pair);
    const other = [...request.slice(0, -1), "other"];
    for (const fields of [request, request, request, other, request]) await readAll(client.request(fields, true));
    const [first, second, third, fourth, fifth] = lists;
    assert.notEqual(second, first);
    assert.equal(third, second);
    assert.notEqual(fourth, third);
    assert.notEqual(fifth, fourth);
    assert.deepEqual(fifth, second);
    assert.throws(() => Object.assign((third as Stream["headers"])!.fields, { mine: "x" }), TypeError);
  });

  it("answers 431 to header fields that are too large, and goes on", async () => {
    await using pair = await openPair();
    serve(pair, (stream) => void echo(stream));
    const client = call(pair);
    const large = client.request([...request, "x-large", "y".repeat(17_000)], true);
    await readAll(large);
    assert.equal(large.headers?.status, "431");
    assert.equal(String(await readAll(client.request(request, true))), "");
  });
});

describe("a hostile peer", { timeout: 20_000 }, () => {
  const settings = "000000040000000000";
  const openStream = (id: number) => `0000030105${id.toString(16).padStart(8, "0")}838684`;

  const attacks: Readonly<Record<string, { hex: string; code: number }>> = {
    "floods with PING": { hex: "0000080600000000000000000000000000".repeat(1100), code: errorCodes.enhanceYourCalm },
    "floods with SETTINGS": { hex: settings.repeat(1100), code: errorCodes.enhanceYourCalm },
    "resets streams as fast as it opens them": {
      hex: Array.from({ length: 600 }, (_, index) => {
        const id = (index * 2 + 1).toString(16).padStart(8, "0");
        return `0000030105${id}838684${`0000040300${id}00000008`}`;
      }).join(""),
      code: errorCodes.enhanceYourCalm,
    },
    "never ends its CONTINUATION": {
      hex: `000003010100000001838684${"000000090000000001".repeat(70)}`,
      code: errorCodes.enhanceYourCalm,
    },
    "sends empty DATA without end": {
      hex: `${openStream(1)}${"000000000000000001".repeat(1100)}`.replace("0105", "0104"),
      code: errorCodes.enhanceYourCalm,
    },
    "overflows the connection's window": { hex: "0000040800000000007fffffff", code: errorCodes.flowControlError },
    "uses a stream's id again": {
      hex: `${openStream(3)}${openStream(1)}`,
      code: errorCodes.streamClosed,
    },
    "sends a frame that is too large": { hex: "004001000000000001", code: errorCodes.frameSizeError },
    "begins without SETTINGS": { hex: "", code: errorCodes.protocolError },
  };

  for (const [what, { hex, code }] of Object.entries(attacks)) {
    it(`that ${what} is sent away with the right code`, async () => {
      await using pair = await openPair();
      const { closed } = serve(pair, (stream) => stream.read());
      const first = hex === "" ? "0000080600000000000000000000000000" : settings;
      pair.client.resume();
      pair.client.write(Buffer.concat([clientPreface, Buffer.from(first + hex, "hex")]));
      const error = await closed;
      assert.equal((error as { code?: number } | undefined)?.code, code);
    });
  }
});
