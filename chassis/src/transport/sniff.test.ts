import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { openPort } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";

/** Time for the connection to be accepted, in this same process. */
const turns = 10;

it("serves a first request that came while the process stood still for longer than it may take", async () => {
  await using server = await openPort((exchange) => exchange.respondOnce(200, {}, "heard"), { headerTimeoutMs: 2000 });
  await using client = await RawClient.connect(server.port);
  for (let turnsLeft = turns; turnsLeft > 0; turnsLeft--) await turn();
  client.socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2200);
  assert.match(await client.until("heard"), /heard$/);
});
