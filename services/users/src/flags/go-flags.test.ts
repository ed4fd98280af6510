import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asksForHelp, FlagError, type FlagSpec, parseGoFlags, toUsage } from "./go-flags.ts";

const specs = {
  address: { kind: "text", shownDefault: ":8000", help: "where" },
  tls: { kind: "switch", shownDefault: "false", help: "whether" },
} as const satisfies Record<string, FlagSpec>;

describe("parseGoFlags", () => {
  const good: [string[], object][] = [
    [[], {}],
    [["-address", ":1"], { address: ":1" }],
    [["--address", ":1"], { address: ":1" }],
    [["-address=:1"], { address: ":1" }],
    [["--address=a=b"], { address: "a=b" }],
    [["--address="], { address: "" }],
    [["--address", "-tls"], { address: "-tls" }],
    [["-tls"], { tls: "true" }],
    [["--tls=false"], { tls: "false" }],
    [["--tls=T", "-address", "x"], { tls: "true", address: "x" }],
    [["-tls", "-tls=0"], { tls: "false" }],
    [["-tls", "--"], { tls: "true" }],
  ];
  for (const [args, values] of good) {
    it(`reads ${args.join(" ") || "nothing"}`, () => assert.deepEqual(parseGoFlags(specs, args), values));
  }

  const bad: [string[], string][] = [
    [["-foo"], "flag provided but not defined: -foo"],
    [["--foo=1"], "flag provided but not defined: -foo"],
    [["--constructor"], "flag provided but not defined: -constructor"],
    [["-address"], "flag needs an argument: -address"],
    [["-tls=yes"], 'invalid boolean value "yes" for -tls: parse error'],
    [["---tls"], "bad flag syntax: ---tls"],
    [["-=x"], "bad flag syntax: -=x"],
    [["tls"], "unexpected argument: tls"],
    [["-tls", "false"], "unexpected argument: false"],
    [["--", "-tls"], "unexpected argument: -tls"],
    [["-"], "unexpected argument: -"],
  ];
  for (const [args, message] of bad) {
    it(`refuses ${args.join(" ")}`, () => assert.throws(() => parseGoFlags(specs, args), new FlagError(message)));
  }
});

describe("toUsage", () => {
  it("lists every flag with its default", () => {
    const expected = [
      "Usage of users-server:",
      "  -address string",
      "    \twhere (default :8000)",
      "  -tls",
      "    \twhether (default false)",
      "",
    ];
    assert.equal(toUsage("users-server", specs), expected.join("\n"));
  });
});

describe("asksForHelp", () => {
  for (const word of ["-h", "--h", "-help", "--help"]) {
    it(`hears ${word}`, () => assert.equal(asksForHelp(["-tls", word]), true));
  }
  it("hears nothing else", () => assert.equal(asksForHelp(["help", "---h", "-address", ":1"]), false));
});
