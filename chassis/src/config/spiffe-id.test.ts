import assert from "node:assert/strict";
import { it } from "node:test";
import { readConfig } from "./read-config.ts";
import { spiffeId } from "./spiffe-id.ts";

const fields = { identity: spiffeId("PLACES_IDENTITY", { help: "Who places is." }) };

it("takes a SPIFFE ID, and none", () => {
  const identity = "spiffe://example.org/ns/fleet/sa/places";
  assert.equal(readConfig(fields, { PLACES_IDENTITY: identity }).identity, identity);
  assert.equal(readConfig(fields, {}).identity, undefined);
});

for (const wrong of ["places", "https://example.org/places", "spiffe://example.org/../places", "spiffe://"]) {
  it(`refuses ${wrong}`, () => {
    assert.throws(() => readConfig(fields, { PLACES_IDENTITY: wrong }), /PLACES_IDENTITY must be a SPIFFE ID/);
  });
}
