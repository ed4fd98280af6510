import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emailKey, parseEmail } from "./email.ts";

describe("parseEmail", () => {
  const good = ["a@b", "mael.valais@gmail.com", "x+y@sub.example.co.uk", "josé@exämple.com", "用户@例え.jp", "UP@x.y"];
  for (const email of good) it(`accepts ${email}`, () => assert.equal(parseEmail(email), email));

  it("drops blanks around it", () => assert.equal(parseEmail(" \t a@b.c \n"), "a@b.c"));

  const bad = ["a", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@-b", "a@b-", "a@b..c", "a@.b", "a@b.", "a\0@b", "<a@b>"];
  for (const email of [...bad, "a@b,c", "\u0301@", "a@b\u0007", `${"a".repeat(65)}@b`, `a@${"b".repeat(64)}`]) {
    it(`refuses ${JSON.stringify(email).slice(0, 40)}`, () => {
      assert.throws(() => parseEmail(email), {
        code: "invalid_argument",
        reason: "INVALID_EMAIL",
        message: /look like/,
      });
    });
  }

  it("says that an empty or blank one is empty", () => {
    for (const email of ["", "  ", "\n"]) assert.throws(() => parseEmail(email), { message: /cannot be empty/ });
  });

  it("refuses a megabyte without looking at it for long", () => {
    assert.throws(() => parseEmail(`a@${"b".repeat(1 << 20)}`), { message: /longer than 254/ });
    assert.throws(() => parseEmail(`a@${"b-.".repeat(80)}`), { reason: "INVALID_EMAIL" });
  });
});

describe("emailKey", () => {
  it("is the same for emails that differ in case, blanks or Unicode form", () => {
    assert.equal(emailKey(" UP@X.y "), emailKey("up@x.Y"));
    assert.equal(emailKey("jose\u0301@x"), emailKey("JOSÉ@x"));
    assert.equal(emailKey("ΟΔΟΣ@x"), emailKey("οδος@x"));
  });

  it("keeps accents, which name other mailboxes", () => {
    assert.notEqual(emailKey("jose@x"), emailKey("josé@x"));
  });
});
