import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { assertFault } from "./connect-fault.ts";
import { createEcho } from "./echo.ts";
import { matrix } from "./matrix.ts";

matrix(createEcho, (name, transport) => {
  const echo = createClient(EchoService, transport);

  it("answers a unary rpc", async () => {
    const { text, number, labels } = await echo.say({ text: "Grüße/ 1?", number: 7, labels: ["a", "b&c"] });
    assert.deepEqual({ text, number, labels }, { text: "Grüße/ 1?", number: 7, labels: ["a", "b&c"] });
  });

  it("brings a Fault with its violations", async () => {
    await assertFault(echo.say({ text: "x", number: -1 }), {
      code: "invalid_argument",
      reason: "VALIDATION_FAILED",
      violations: [{ field: "number", rule: "int32.gte", message: "must be greater than or equal to 0" }],
    });
  });

  it("joins a streamed upload", async () => {
    async function* parts() {
      yield { contentType: "text/csv", data: Buffer.from("a,b\n") };
      yield { data: Buffer.from("1,2\n") };
    }
    const { text, number } = await echo.upload(parts());
    assert.deepEqual({ text, number }, { text: "text/csv", number: 8 });
  });

  if (name === "rest") return;

  it("answers a server stream", async () => {
    const numbers: number[] = [];
    for await (const note of echo.repeat({ text: "x", number: 3 })) numbers.push(note.number);
    assert.deepEqual(numbers, [1, 2, 3]);
  });

  it("collects a client stream", async () => {
    async function* notes() {
      yield { text: "a" };
      yield { text: "b" };
    }
    const { text, number } = await echo.collect(notes());
    assert.deepEqual({ text, number }, { text: "a b", number: 2 });
  });

  it("converses", async () => {
    async function* notes() {
      yield { text: "a" };
      yield { text: "b" };
    }
    const texts: string[] = [];
    for await (const { text } of echo.converse(notes())) texts.push(text);
    assert.deepEqual(texts, ["a", "b"]);
  });
});
