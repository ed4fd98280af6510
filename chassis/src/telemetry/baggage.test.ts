import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pickBaggage } from "./baggage.ts";

describe("pickBaggage", () => {
  it("passes on the members that are asked for, with their properties, as they came", () => {
    const header = "tenant=sea%20side;prop=1 , user = 7,tenant-id=4,tenant=hills";
    assert.equal(pickBaggage(header, ["tenant"]), "tenant=sea%20side;prop=1,tenant=hills");
    assert.equal(pickBaggage(header, ["user", "tenant-id"]), "user = 7,tenant-id=4");
  });

  it("passes on nothing that nobody asked for", () => {
    assert.equal(pickBaggage("tenant=sea", []), undefined);
    assert.equal(pickBaggage("tenant=sea", ["user", "Tenant"]), undefined);
    assert.equal(pickBaggage(undefined, ["tenant"]), undefined);
    assert.equal(pickBaggage("", [""]), undefined);
    assert.equal(pickBaggage("tenant,;tenant=1", ["tenant"]), undefined);
  });
});
