import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listSteps } from "./list-steps.ts";

const start = ["up", "--detach", "--wait"];

describe("npm run compose", () => {
  it("builds the image where Docker has none, and starts all of it", () => {
    assert.deepEqual(listSteps({ args: [], hasImage: () => false }), [["build", "image"], start]);
  });

  it("starts the image that Docker has", () => {
    assert.deepEqual(listSteps({ args: [], hasImage: () => true }), [start]);
  });

  it("leaves an image that is named to be pulled", () => {
    const steps = listSteps({ args: [], image: "example.org/flotilla:1.2.3", hasImage: () => false });
    assert.deepEqual(steps, [start]);
  });

  it("passes on what it is given, and looks for no image", () => {
    const hasImage = () => assert.fail("looked");
    assert.deepEqual(listSteps({ args: ["down", "--volumes"], hasImage }), [["down", "--volumes"]]);
  });
});
