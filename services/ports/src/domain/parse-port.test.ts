import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parsePort, Rejection } from "./parse-port.ts";

const ajman = {
  name: "Ajman",
  city: "Ajman",
  country: "United Arab Emirates",
  alias: [],
  regions: [],
  coordinates: [55.5136433, 25.4052165],
  province: "Ajman",
  timezone: "Asia/Dubai",
  unlocs: ["AEAJM"],
  code: "52000",
};
const bare = { name: "N", city: "C", country: "L" };

function rejectionOf(value: unknown, unloc = "AEAJM"): string {
  const result = parsePort(unloc, value);
  assert.ok(result instanceof Rejection, `taken as a port: ${JSON.stringify(value)}`);
  return `${result.field}: ${result.message}`;
}

describe("parsePort", () => {
  it("takes a whole record", () => {
    assert.deepEqual(parsePort("AEAJM", ajman), { unloc: "AEAJM", ...ajman });
  });

  it("takes a record that lacks all that real data lacks", () => {
    const expected = { unloc: "ESEBO", ...bare, alias: [], regions: [], unlocs: ["ESEBO"] };
    assert.deepEqual(parsePort("ESEBO", bare), expected);
    const nothing = { coordinates: null, province: null, timezone: "", code: null, alias: null, unlocs: null };
    assert.deepEqual(parsePort("ESEBO", { ...nothing, ...bare }), expected);
    assert.deepEqual(parsePort("ESEBO", { ...bare, coordinates: [] }), expected);
  });

  it("leaves out what it does not know, even fields of Object", () => {
    const value = JSON.parse('{"name":"N","city":"C","country":"L","__proto__":{"x":1},"depth":12}');
    assert.deepEqual(Object.keys(parsePort("ESEBO", value)), [
      "unloc",
      "name",
      "city",
      "country",
      "alias",
      "regions",
      "unlocs",
    ]);
  });

  it("takes whole numbers as coordinates, up to the very borders", () => {
    const place = (coordinates: unknown) => parsePort("ESEBO", { ...bare, coordinates });
    for (const coordinates of [
      [111, 21.52],
      [180, 90],
      [-180, -90],
      [0, 0],
    ]) {
      assert.deepEqual((place(coordinates) as { coordinates?: unknown }).coordinates, coordinates);
    }
  });

  it("puts its own code in front of the others when it is not among them", () => {
    const port = parsePort("CNDAL", { ...bare, unlocs: ["CNDLC"] });
    assert.deepEqual((port as { unlocs: unknown }).unlocs, ["CNDAL", "CNDLC"]);
  });

  it("rejects a key that is no UN/LOCODE", () => {
    for (const key of ["", "AEAJ", "AEAJMX", "aeajm", "1EAJM", "A AJM", "AEÄJM", "constructor"]) {
      assert.match(rejectionOf(ajman, key), /^unloc: must be a UN\/LOCODE/);
    }
  });

  it("rejects what is no object", () => {
    for (const value of [null, 5, "text", true, [], [ajman]])
      assert.equal(rejectionOf(value), ": must be a JSON object");
  });

  it("rejects wrong types, each by its field", () => {
    const wrong = {
      name: [undefined, null, 5, "", {}, "x".repeat(257), "\ud800", "a\udc00b"],
      city: [undefined, false, ""],
      country: [undefined, ["L"]],
      alias: ["x", [1], [""], {}, Array(65).fill("x"), ["x".repeat(257)], ["\udfff"]],
      regions: ["x", [null]],
      unlocs: ["AEAJM", ["AEAJ"], [5]],
      coordinates: ["1,2", [1], [1, 2, 3], ["1", "2"], [181, 0], [0, -91], [null, null], {}],
      province: [5, []],
      timezone: [5],
      code: [52000],
    };
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values)
        assert.match(rejectionOf({ ...ajman, [field]: value }), new RegExp(`^${field}: .*must `));
    }
  });
});
