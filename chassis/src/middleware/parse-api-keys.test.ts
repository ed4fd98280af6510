import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseApiKeys } from "./parse-api-keys.ts";

const digest = "a".repeat(64);
const other = "B".repeat(64);

describe("parseApiKeys", () => {
  it("reads names, digests and scopes, and skips comments and blank lines", () => {
    const keys = parseApiKeys(`# the shop\n\nshop ${digest} users.read,users.write\r\n  \nshop ${other}\n`);
    assert.deepEqual(
      keys.map(({ name, scopes }) => [name, [...scopes]]),
      [
        ["shop", ["users.read", "users.write"]],
        ["shop", []],
      ],
    );
    assert.equal(keys[1]?.digest.toString("hex"), other.toLowerCase());
  });

  it("says which line is wrong and never quotes it", () => {
    const wrong = {
      s3cret: /line 1 .*SHA-256/,
      [`shop ${digest}\nshop s3cret`]: /line 2 .*SHA-256/,
      [`sh\u0000p ${digest}`]: /line 1 .*name/,
      [`shop ${digest} s3cret"`]: /line 1 .*scope/,
      [`shop ${digest} a b`]: /line 1 .*more than/,
      [`shop ${digest}\nmill ${digest.toUpperCase()}`]: /line 2 .*before/,
      "": /must hold a key/,
      "# only a comment": /must hold a key/,
    };
    for (const [text, message] of Object.entries(wrong)) {
      assert.throws(
        () => parseApiKeys(text),
        (error: Error) => message.test(error.message) && !/s3cret/.test(error.message),
      );
    }
  });
});
