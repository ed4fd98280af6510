import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeText, decodeWholeText } from "./base64-text.ts";

async function decodeIn(text: string, size: number): Promise<string> {
  async function* source() {
    for (let from = 0; from < text.length; from += size) yield Buffer.from(text.slice(from, from + size));
  }
  const parts: Uint8Array[] = [];
  for await (const part of decodeText(source())) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe("decodeText", () => {
  const text =
    Buffer.from("a").toString("base64") +
    Buffer.from("bc").toString("base64") +
    Buffer.from("def+/").toString("base64");

  it("reads padded pieces, cut anywhere", async () => {
    for (let size = 1; size <= text.length; size++) assert.equal(await decodeIn(text, size), "abcdef+/");
    assert.equal(Buffer.from(decodeWholeText(Buffer.from(text))).toString(), "abcdef+/");
  });

  it("reads nothing from nothing", async () => {
    assert.equal(await decodeIn("", 1), "");
    assert.equal(decodeWholeText(new Uint8Array()).length, 0);
  });

  it("refuses what is no base64", async () => {
    for (const wrong of ["YQ", "YQ=", "Y===", "YQ-_", "Y Q=", "====", "YQ==="]) {
      await assert.rejects(decodeIn(wrong, 3), { reason: "MALFORMED_MESSAGE" }, wrong);
      assert.throws(() => decodeWholeText(Buffer.from(wrong)), { reason: "MALFORMED_MESSAGE" }, wrong);
    }
  });
});
