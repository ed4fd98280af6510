import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Stream } from "../src/index.ts";
import { Victim } from "./victim.ts";
import { headers, windowUpdate } from "./wire.ts";

/** No header may hold it. */
const bad = "\u0161";
const overWindow = Buffer.alloc(70_000);

describe("whoever uses a connection", () => {
  it("is told at once of trailers that cannot be sent, though they have to wait", async () => {
    const victim = new Victim({
      onStream: (stream) => {
        stream.sendHeaders([":status", "200"]);
        stream.write(overWindow);
        assert.throws(() => stream.end(["x-a", bad]), TypeError);
        stream.reset();
      },
    });
    victim.send(headers(1));
    await victim.flush();
    victim.send(windowUpdate(0, 100_000));
    assert.equal(victim.error, undefined);
    assert.equal(victim.streams[0]?.isAborted, true);
  });

  it("has no stream left over from a request that cannot be sent", async () => {
    const victim = new Victim({ role: "client" });
    const fields = [":method", "GET", ":scheme", "http", ":path", "/"];
    assert.throws(() => victim.connection.request([...fields, "x-a", bad]), TypeError);
    assert.throws(() => victim.connection.requestWhole([...fields, "x-a", bad], Buffer.from("a")), TypeError);
    assert.equal(victim.connection.streamCount, 0);
    assert.equal(victim.connection.request(fields, true).id, 5);
    const sent = (await victim.sent()).filter(({ type }) => type === 1);
    assert.deepEqual(
      sent.map(({ id }) => id),
      [5],
    );
  });

  it("may write to one blocked stream when another one has drained", async () => {
    const streams: Stream[] = [];
    const victim = new Victim({
      onStream: (stream) => {
        streams.push(stream);
        stream.sendHeaders([":status", "200"]);
        stream.write(streams.length === 1 ? overWindow : Buffer.alloc(10));
      },
    });
    victim.send(headers(1), headers(3));
    await victim.flush();
    const [first, second] = streams;
    first!.onDrain = () => second!.write(Buffer.from("more"));
    victim.send(windowUpdate(1, 100_000), windowUpdate(0, 100_000));
    await victim.flush();
    assert.equal(victim.error, undefined);
    assert.equal(await victim.dataBytes(), overWindow.length + 14);
  });
});
