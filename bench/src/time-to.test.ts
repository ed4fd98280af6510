import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findFreePort } from "@flotilla/testkit/free-port";
import { timeToExit, timeToReady } from "./time-to.ts";

const node = process.execPath;
const serve = (port: number) => `
  let calls = 0;
  require("node:http").createServer((request, response) => {
    response.writeHead(request.url === "/readyz" && ++calls > 2 ? 200 : 503).end();
  }).listen(${port}, "127.0.0.1");
  process.on("SIGTERM", () => process.exit(0));
`;

describe("timeToExit", () => {
  it("takes the time of the whole process", async () => {
    const elapsedMs = await timeToExit({ argv: [node, "-e", "setTimeout(() => {}, 100)"] });
    assert.ok(elapsedMs >= 100, `${elapsedMs} ms`);
  });

  it("refuses a program that fails, with what it said", async () => {
    await assert.rejects(timeToExit({ argv: [node, "-e", "process.stderr.write('no luck'); process.exit(3)"] }), {
      message: /ended with 3: no luck/,
    });
  });
});

describe("timeToReady", () => {
  it("waits until /readyz answers 200", async () => {
    const port = await findFreePort();
    await using server = await timeToReady({ argv: [node, "-e", serve(port)] }, port);
    assert.ok(server.elapsedMs > 0);
    const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
    assert.equal(status, 200);
  });

  it("refuses a server that ends before it is ready", async () => {
    const port = await findFreePort();
    await assert.rejects(timeToReady({ argv: [node, "-e", "process.exit(2)"] }, port), /does not become ready/);
  });
});
