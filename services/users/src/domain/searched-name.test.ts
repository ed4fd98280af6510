import assert from "node:assert/strict";
import { it } from "node:test";
import { searchedName } from "./searched-name.ts";

it("is first and last with a blank between, folded", () => {
  assert.equal(searchedName({ firstName: "Valencia", lastName: "Dorséy" }), "valencia dorsey");
  assert.equal(searchedName({ firstName: "", lastName: "Cher" }), "cher");
});
