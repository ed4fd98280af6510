import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MetricsDoor, type Scraped } from "./metrics-door.ts";

async function openDoor(scrape: (accept?: string) => Promise<Scraped>) {
  const door = new MetricsDoor({ host: "127.0.0.1", port: 0, scrape });
  await door.start();
  const url = `http://127.0.0.1:${door.port}`;
  return { url, door, [Symbol.asyncDispose]: () => door.stop() };
}

describe("MetricsDoor", () => {
  it("answers the metrics on any path, in the form that is asked for", async () => {
    await using open = await openDoor(async (accept) => ({
      text: "é 1\n",
      contentType: `text/plain; asked=${accept}`,
    }));
    for (const path of ["/", "/metrics", "/any/thing?x=1"]) {
      const response = await fetch(open.url + path, { headers: { accept: "openmetrics" } });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "text/plain; asked=openmetrics");
      assert.equal(await response.text(), "é 1\n");
    }
    const head = await fetch(open.url, { method: "HEAD" });
    assert.equal(head.headers.get("content-length"), "5");
  });

  it("refuses other verbs", async () => {
    await using open = await openDoor(async () => assert.fail("scraped"));
    const response = await fetch(open.url, { method: "POST", body: "x" });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, HEAD");
  });

  it("answers 500 when the metrics cannot be read, and goes on", async () => {
    await using open = await openDoor(async () => Promise.reject(new Error("no")));
    assert.equal((await fetch(open.url)).status, 500);
    assert.equal((await fetch(open.url)).status, 500);
  });

  it("does not start on a port that is taken, and can be stopped all the same", async () => {
    await using open = await openDoor(async () => ({ text: "", contentType: "text/plain" }));
    const second = new MetricsDoor({ host: "127.0.0.1", port: open.door.port, scrape: async () => assert.fail() });
    await assert.rejects(second.start(), { code: "EADDRINUSE" });
    await second.stop();
  });
});
