import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { matrix } from "@flotilla/testkit";
import { createHello } from "../src/app.ts";
import { helloFields } from "../src/config.ts";

describe("HelloService", () => {
  matrix(
    () => {
      const env = { LOG_LEVEL: "silent", MESSAGES: "Hello|Olá" };
      const settings = readConfig({ ...chassisFields, ...helloFields }, env);
      return createHello(settings, createTelemetry(settings, "hello"));
    },
    (_, transport) => {
      const hello = createClient(HelloService, transport);

      it("says its messages in turn", async () => {
        const said: string[] = [];
        for (let turn = 0; turn < 3; turn++) said.push((await hello.getHello({})).message);
        assert.deepEqual(said, ["Hello", "Olá", "Hello"]);
      });
    },
  );
});
