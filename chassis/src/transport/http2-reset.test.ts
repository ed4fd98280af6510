import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, constants } from "node:http2";
import { describe, it } from "node:test";
import { hello, toFrame } from "../../test/http2-frames.ts";
import { openPort, type TestPortOptions } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";
import { readWhole } from "../../test/read-whole.ts";
import type { Exchange } from "./exchange.ts";
import type { ExchangeListener } from "./transport.ts";

/** `GET http://a/` in HPACK. */
const get = Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x61]);
/** The end of a frame's head for stream 3, and `:status: 204` in HPACK. */
const noContent = "\x00\x00\x00\x03\x89";

/** A request and its reset. */
function toReset(id: number, code: number): Buffer {
  const payload = Buffer.from([0, 0, 0, code]);
  return Buffer.concat([toFrame({ type: 1, flags: 5, id }, get), toFrame({ type: 3, flags: 0, id }, payload)]);
}

for (const http2Engine of ["flotilla", "node"] as const) {
  const open = (listener: ExchangeListener, options: TestPortOptions = {}) =>
    openPort(listener, { ...options, http2Engine });
  describe(`HTTP/2, streams that are reset, engine ${http2Engine}`, () => {
    it("closes a connection that opens and resets streams without end", async () => {
      let count = 0;
      await using server = await open(() => {
        count += 1;
      });
      await using client = await RawClient.connect(server.port);
      const resets = Array.from({ length: 5000 }, (_, index) => toReset(2 * index + 1, constants.NGHTTP2_CANCEL));
      await client.write(Buffer.concat([hello, ...resets]));
      await client.closed();
      assert.ok(count < 1100, `${count} exchanges`);
    });

    for (const code of [constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR]) {
      it(`tells once of a reset with code ${code}, and takes no part of a body for the whole`, async () => {
        const reasons: string[] = [];
        const arrived = Promise.withResolvers<Exchange>();
        await using server = await open((exchange) => {
          exchange.onAbort((fault) => reasons.push(fault.reason));
          arrived.resolve(exchange);
        });
        await using client = await RawClient.connect(server.port);
        const data = toFrame({ type: 0, flags: 0, id: 1 }, Buffer.from("abc"));
        await client.write(Buffer.concat([hello, toFrame({ type: 1, flags: 4, id: 1 }, get), data]));
        const exchange = await arrived.promise;
        const body = assert.rejects(readWhole(exchange, 1000, 5000), { reason: "CANCELLED" });
        await client.write(toFrame({ type: 3, flags: 0, id: 1 }, Buffer.from([0, 0, 0, code])));
        await body;
        server.onePort.drain();
        await server.onePort.closed;
        assert.deepEqual(reasons, ["CANCELLED"]);
      });
    }

    it("gives up streamed answers whose requests have ended", async () => {
      await using server = await open(async (exchange) => {
        exchange.respond(200, {});
        for await (const chunk of exchange.chunks(5000)) await exchange.write(chunk);
        exchange.reset(constants.NGHTTP2_CANCEL);
      });
      const client = connect(`http://127.0.0.1:${server.port}`);
      const codes = Array.from({ length: 200 }, async () => {
        const stream = client.request({ ":method": "POST" });
        stream.on("error", () => undefined);
        stream.resume().end(Buffer.alloc(20_000));
        await once(stream, "close");
        return stream.rstCode;
      });
      assert.deepEqual(new Set(await Promise.all(codes)), new Set([constants.NGHTTP2_CANCEL]));
      client.destroy();
    });

    it("outlives a stream that is opened and reset with an error in one packet", async () => {
      await using server = await open((exchange) => exchange.respondOnce(204, {}));
      await using client = await RawClient.connect(server.port);
      const second = toFrame({ type: 1, flags: 5, id: 3 }, get);
      await client.write(Buffer.concat([hello, toReset(1, constants.NGHTTP2_INTERNAL_ERROR), second]));
      assert.ok((await client.until(noContent)).includes(noContent));
    });
  });
}
