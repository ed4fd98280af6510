import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { implement } from "@flotilla/chassis";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { startApp } from "./start-app.ts";
import { startDelayProxy } from "./start-delay-proxy.ts";

const hello = {
  name: "hello",
  services: [implement(HelloService, { getHello: () => ({ message: "Ahoy" }) })],
  parts: [],
};

describe("startDelayProxy", () => {
  it("passes bytes on, and keeps answers back for as long as it is told", async () => {
    await using app = await startApp(hello);
    await using proxy = await startDelayProxy(app.app.port);
    const ask = async () => {
      const startMs = performance.now();
      assert.equal(await (await fetch(`http://127.0.0.1:${proxy.port}`)).text(), "Ahoy\n");
      return performance.now() - startMs;
    };
    await ask();
    proxy.delayMs = 120;
    assert.ok((await ask()) >= 119);
    proxy.delayMs = 0;
    await ask();
  });

  it("closes what it accepted when nobody listens behind it", async () => {
    await using app = await startApp(hello);
    await using proxy = await startDelayProxy(app.app.port);
    await app.app.stop();
    await assert.rejects(fetch(`http://127.0.0.1:${proxy.port}`));
  });
});
