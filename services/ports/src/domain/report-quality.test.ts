import assert from "node:assert/strict";
import { it } from "node:test";
import { toPort } from "../../test/ports.ts";
import { MemoryPortStore } from "../adapters/memory-port-store.ts";
import { reportQuality } from "./report-quality.ts";

const whole = { coordinates: [1, 2] as const, timezone: "UTC", province: "P", code: "1234" };

it("reportQuality finds nothing in good data, and nothing in none", async () => {
  const store = new MemoryPortStore();
  const empty = await reportQuality(store);
  await store.put(toPort("AAAAA", whole));
  const { ports, ...findings } = await reportQuality(store);
  assert.deepEqual([empty.ports, ports], [0, 1]);
  for (const [kind, { count }] of Object.entries(findings)) assert.equal(count, 0, kind);
});

it("reportQuality finds each kind of trouble", async () => {
  const store = new MemoryPortStore();
  await store.put(toPort("AAAAA", { ...whole, unlocs: ["AAAAA", "AAAAB", "AAAAC"], timezone: "America/Argentina" }));
  await store.put(toPort("AAAAB", { ...whole, unlocs: ["AAAAB", "AAAAA"], province: "Abu Z¸aby" }));
  await store.put(toPort("AAAAC", { ...whole, coordinates: [2, 1], code: "12" }));
  await store.put(toPort("AAAAD"));
  await store.put(toPort("AAAAE", { ...whole, unlocs: ["AAAAE", "ZZZZZ"] }));
  const report = await reportQuality(store);
  const codes = ({ items }: { items: readonly { unloc: string; value: string }[] }) =>
    items.map(({ unloc, value }) => [unloc, value]);
  assert.deepEqual(codes(report.invalidTimezone), [["AAAAA", "America/Argentina"]]);
  assert.deepEqual(codes(report.mojibake), [["AAAAB", "Abu Z¸aby"]]);
  assert.deepEqual(codes(report.oddCode), [["AAAAC", "12"]]);
  for (const kind of ["missingCoordinates", "missingTimezone", "missingProvince", "missingCode"] as const) {
    assert.deepEqual(codes(report[kind]), [["AAAAD", ""]], kind);
  }
  assert.deepEqual(report.twins, { count: 1, groups: [{ unlocs: ["AAAAA", "AAAAB"] }] });
  assert.deepEqual(report.sharedCoordinates, { count: 1, groups: [{ unlocs: ["AAAAA", "AAAAB", "AAAAE"] }] });
});

it("reportQuality lists a thousand and counts the rest", async () => {
  const store = new MemoryPortStore();
  for (let index = 0; index < 1100; index++)
    await store.put(toPort(`A${String(index).padStart(4, "A")}`, { coordinates: [0, 0] }));
  const { missingCode, sharedCoordinates } = await reportQuality(store);
  assert.deepEqual([missingCode.count, missingCode.items.length], [1100, 1000]);
  assert.deepEqual([sharedCoordinates.count, sharedCoordinates.groups[0]?.unlocs.length], [1, 1000]);
});
