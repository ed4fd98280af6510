import assert from "node:assert/strict";
import { it } from "node:test";
import { fold } from "./fold.ts";

it("fold takes accents and case away", () => {
  const pairs = { Málaga: "malaga", Århus: "arhus", "São Luís": "sao luis", GDAŃSK: "gdansk", Łódź: "lodz" };
  for (const [text, expected] of Object.entries(pairs)) assert.equal(fold(text), expected);
});

it("fold turns letters without a base into what people type", () => {
  assert.equal(fold("Großenbrode Tromsø Æbeltoft Þórshöfn Đà Nẵng"), "grossenbrode tromso aebeltoft thorshofn da nang");
});

it("fold gives the same for composed and decomposed text, and leaves other scripts alone", () => {
  assert.equal(fold("M\u00e1laga"), fold("Ma\u0301laga"));
  assert.equal(fold("İzmir"), "izmir");
  assert.equal(fold("上海"), "上海");
  assert.equal(fold("ports 42 (x)"), "ports 42 (x)");
});
