import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Flag, parseFlags } from "./flags.ts";

const flags: readonly Flag[] = [
  { name: "address", kind: "string", help: "" },
  { name: "age", kind: "int32", help: "" },
  { name: "cleartext", kind: "bool", help: "" },
  { name: "verbose", kind: "bool", short: "v", help: "" },
];

describe("parseFlags", () => {
  it("takes values in the same word or the next, before and after the operands", () => {
    const { values, words } = parseFlags(["--address=:1", "get", "--age", "7", "a@b.c", "-v"], flags, "");
    assert.deepEqual(words, ["get", "a@b.c"]);
    assert.equal(values["address"], ":1");
    assert.equal(values["age"], 7);
    assert.equal(values["verbose"], true);
    assert.equal(values["cleartext"], undefined);
  });

  it("takes negative numbers in either form", () => {
    assert.equal(parseFlags(["--age", "-5"], flags, "").values["age"], -5);
    assert.equal(parseFlags(["--age=-5"], flags, "").values["age"], -5);
    assert.deepEqual(parseFlags(["--age", "-5", "x"], flags, "").words, ["x"]);
  });

  it("tells a switch that is set to false from one that is not given", () => {
    assert.equal(parseFlags(["--cleartext=false"], flags, "").values["cleartext"], false);
    assert.equal(parseFlags(["--cleartext=true"], flags, "").values["cleartext"], true);
  });

  const bad: readonly (readonly [string[], RegExp])[] = [
    [["--age=x"], /invalid argument "x" for "--age" flag/],
    [["--age=1.5"], /invalid argument "1.5"/],
    [["--age=2147483648"], /invalid argument "2147483648"/],
    [["--age=-2147483649"], /invalid argument "-2147483649"/],
    [["--age="], /invalid argument ""/],
    [["--nope"], /^CliError: unknown flag: --nope$/],
    [["-x"], /unknown flag: -x/],
    [["--cleartext=maybe"], /invalid argument "maybe" for "--cleartext" flag/],
    [["--address"], /flag needs an argument: --address/],
  ];
  for (const [argv, message] of bad) {
    it(`refuses ${argv.join(" ")}`, () => assert.throws(() => parseFlags(argv, flags, ""), message));
  }
});
