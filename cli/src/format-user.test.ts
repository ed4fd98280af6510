import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { UserSchema } from "@flotilla/contract/user/user";
import { formatUser } from "./format-user.ts";
import { createPaint } from "./terminal.ts";

const plain = createPaint(false);

describe("formatUser", () => {
  it("leaves two blanks where there is no name", () => {
    assert.equal(
      formatUser(create(UserSchema, { email: "foo@bar.com" }), plain),
      "  <foo@bar.com> (0 years old, address: )",
    );
  });

  it("does not let what others wrote steer the terminal", () => {
    const hostile = "a\u001b[2J\u0007\r\nb\u009bc";
    const user = create(UserSchema, { email: hostile, address: hostile, name: { first: hostile, last: hostile } });
    const safe = "a\ufffd[2J\ufffd\ufffd\ufffdb\ufffdc";
    assert.equal(formatUser(user, plain), `${safe} ${safe} <${safe}> (0 years old, address: ${safe})`);
  });
});
