import assert from "node:assert/strict";
import { createClient, type Transport } from "@connectrpc/connect";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { assertFault } from "@flotilla/testkit";

/** 1.5 MB, more than any window. */
const large = "€".repeat(500_000);

/** Fails unless an EchoService answers rpcs of all four kinds, a large message both ways, and a Fault with its details. */
export async function assertEchoes(transport: Transport): Promise<void> {
  const echo = createClient(EchoService, transport);
  assert.equal((await echo.say({ text: "Grüße" })).text, "Grüße");
  assert.equal((await echo.say({ text: large })).text, large);
  const numbers = await Array.fromAsync(echo.repeat({ text: "x", number: 3 }), ({ number }) => number);
  assert.deepEqual(numbers, [1, 2, 3]);
  const { text, number } = await echo.collect(notes("a", large, "b"));
  assert.deepEqual([text.length, number], [large.length + 4, 3]);
  const answers = await Array.fromAsync(echo.converse(notes("a", "b")), (note) => note.text);
  assert.deepEqual(answers, ["a", "b"]);
  await assertFault(echo.say({ number: -1 }), {
    code: "invalid_argument",
    reason: "VALIDATION_FAILED",
    violations: [{ field: "number", rule: "int32.gte", message: "must be greater than or equal to 0" }],
  });
  await assertFault(echo.sayLittle({ text: "x".repeat(100) }), {
    code: "resource_exhausted",
    reason: "BODY_TOO_LARGE",
  });
}

async function* notes(...texts: readonly string[]): AsyncIterable<{ text: string }> {
  for (const text of texts) yield { text };
}
