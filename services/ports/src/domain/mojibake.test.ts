import assert from "node:assert/strict";
import { it } from "node:test";
import { isMojibake } from "./mojibake.ts";

it("isMojibake suspects wrongly decoded text", () => {
  const texts = [
    "Abu Z¸aby [Abu Dhabi]",
    "MÃ¡laga",
    "K\u00e2\u0080\u0099eyyih",
    "Kâ€™eyyih",
    "M\ufffdlaga",
    "M\u0096laga",
  ];
  for (const text of texts) assert.ok(isMojibake(text), text);
});

it("isMojibake lets good text be", () => {
  const texts = [
    "São Luís",
    "Debubawi K’eyyih Bahri",
    "Wele‐Nzas",
    "Đà Nẵng",
    "N'Djamena",
    "Å",
    "上海",
    "1ª Região",
    "L·L",
  ];
  for (const text of texts) assert.ok(!isMojibake(text), text);
});
