import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { replaceSection } from "./results.ts";

describe("replaceSection", () => {
  const text = "# Results\n\nIntro.\n\n## Load\n\nold\n\n### Detail\n\nold\n\n## Start\n\nkept\n";

  it("replaces a section with all below it and leaves the others", () => {
    assert.equal(replaceSection(text, "Load", "new\n"), "# Results\n\nIntro.\n\n## Load\n\nnew\n\n## Start\n\nkept\n");
  });

  it("appends a section that is not there yet", () => {
    assert.equal(replaceSection("# Results\n", "Chain", "new"), "# Results\n\n## Chain\n\nnew\n");
  });
});
