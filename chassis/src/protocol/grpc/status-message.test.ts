import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeStatusMessage, encodeStatusMessage } from "./status-message.ts";

describe("grpc-message", () => {
  it("encodes whatever is not printable ASCII, and the percent sign", () => {
    assert.equal(encodeStatusMessage("plain ~text"), "plain ~text");
    assert.equal(encodeStatusMessage("100 %\t☺"), "100 %25%09%E2%98%BA");
    assert.equal(encodeStatusMessage("\ud800"), "%EF%BF%BD");
  });

  it("encodes blanks at either end, which a field cannot have", () => {
    assert.equal(encodeStatusMessage(" no such thing "), "%20no such thing%20");
    assert.equal(encodeStatusMessage(" "), "%20");
  });

  it("reads back what it wrote", () => {
    for (const text of ["", " a ", "a%b", "☺ naïve\r\n", "%41"]) {
      assert.equal(decodeStatusMessage(encodeStatusMessage(text)), text);
    }
  });

  it("leaves a broken escape as it is", () => {
    assert.equal(decodeStatusMessage("50%, %4, %zz %41"), "50%, %4, %zz A");
  });
});
