import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertHeaders } from "./assert-headers.ts";

describe("assertHeaders", () => {
  it("lets through what HTTP can carry", () => {
    assertHeaders({ te: "trailers", "x-empty": "", "x-list": ["a b", "ü\t!"], "x.y_z~": "%20" });
  });

  const refused = {
    "a name in capitals": { "X-A": "1" },
    "a name with a blank": { "x a": "1" },
    "an empty name": { "": "1" },
    "a pseudo-field": { ":path": "/" },
    "a line break": { "x-a": "1\r\nx-b: 2" },
    "a NUL": { "x-a": "\0" },
    "a character beyond Latin-1": { "x-a": "→" },
    "blanks at an end": { "x-a": "1 " },
    "one bad value of several": { "x-a": ["1", "\n"] },
    "what belongs to a connection": { "transfer-encoding": "chunked" },
    "a length of its own": { "content-length": "2" },
    "te for anything but trailers, which HTTP/2 forbids": { te: "gzip" },
    "two hosts": { host: ["a", "b"] },
  };

  for (const [what, headers] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => assertHeaders(headers), { code: "invalid_argument", reason: "BAD_PARAMETER" });
    });
  }
});
