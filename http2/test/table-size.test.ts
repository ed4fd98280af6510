import assert from "node:assert/strict";
import { it } from "node:test";
import { Connection, clientPreface, defaultLimits } from "../src/index.ts";
import { openPair } from "./open-pair.ts";

it("tells the smallest table size of several in one SETTINGS frame, then the last (RFC 7541 §4.2)", async () => {
  await using pair = await openPair();
  const events = {
    onStream: (stream: { sendHeaders(fields: readonly string[], isEnd: boolean): void }) =>
      stream.sendHeaders([":status", "200"], true),
  };
  new Connection(pair.server, { role: "server", limits: defaultLimits, events });
  pair.server.resume();
  const sizes = Buffer.from("00000c040000000000000100000000000100001000", "hex");
  const get = Buffer.from("000003010500000001828684", "hex");
  pair.client.write(Buffer.concat([clientPreface, sizes, get]));
  let received = "";
  for await (const chunk of pair.client) {
    received += (chunk as Buffer).toString("hex");
    if (received.includes("0105")) break;
  }
  // HEADERS of stream 1: table size 0, table size 4096, `:status: 200` by its place in the static table.
  assert.match(received, /010500000001203fe11f88/);
});
