import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foldText } from "./fold-text.ts";

describe("foldText", () => {
  const rows = [
    ["Maël", "mael"],
    ["MAEL\u0308", "mael"],
    ["  Anne   Marie ", "anne marie"],
    ["STRASSE", "strasse"],
    ["Straße", "strasse"],
    ["Σίσυφος", "σισυφοσ"],
    ["İstanbul", "istanbul"],
    ["Việt", "viet"],
    ["한글", "한글"],
    ["\u0301\u0308", ""],
    ["\t \u00a0", ""],
  ] as const;
  for (const [text, folded] of rows)
    it(`makes ${folded || "nothing"} of ${text}`, () => assert.equal(foldText(text), folded));
});
