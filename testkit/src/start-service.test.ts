import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startService } from "./start-service.ts";

describe("startService", () => {
  it("starts a service, kills it, and starts it again on the same port", async () => {
    await using hello = await startService("hello", { env: { MESSAGES: "Ahoy" } });
    const ask = async () => (await fetch(hello.url)).text();
    assert.equal(await ask(), "Ahoy\n");
    const firstPid = hello.pid;
    await hello.kill();
    await assert.rejects(ask);
    await hello.restart();
    assert.notEqual(hello.pid, firstPid);
    assert.equal(await ask(), "Ahoy\n");
    assert.equal(hello.log.filter((line) => line["msg"] === "listening").length, 2);
  });

  it("hands on every line, and keeps none of those that come once it listens", async () => {
    const lines: string[] = [];
    const answered = Promise.withResolvers<void>();
    const onLine = (line: string) => {
      lines.push(line);
      if (line.includes("GET")) answered.resolve();
    };
    await using hello = await startService("hello", { onLine });
    const started = hello.log.length;
    await (await fetch(hello.url)).text();
    await answered.promise;
    assert.ok(lines.some((line) => line.includes("listening")));
    assert.equal(hello.log.length, started);
  });

  it("freezes and thaws it", async () => {
    await using hello = await startService("hello");
    hello.freeze();
    await assert.rejects(fetch(hello.url, { signal: AbortSignal.timeout(300) }), { name: "TimeoutError" });
    hello.thaw();
    assert.equal((await fetch(hello.url)).status, 200);
  });

  it("says what a service printed that does not start", async () => {
    await assert.rejects(startService("hello", { env: { MAX_BODY_BYTES: "many" } }), /MAX_BODY_BYTES must be a whole/);
  });
});
