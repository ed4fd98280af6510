import assert from "node:assert/strict";
import { it } from "node:test";
import { nextVersion } from "@flotilla/chassis/relation";
import { createDomainPorts, toId } from "../../test/domain-ports.ts";
import { spreadLinks } from "./spread-links.ts";

const version = nextVersion("left", 1);

async function spread(before: readonly string[], after: readonly string[]) {
  const { ports, published } = createDomainPorts();
  await spreadLinks(ports.publisher, { studentId: toId(1), version, before, after });
  assert.ok(published.every((event) => event.studentId === toId(1) && event.version === version && !event.isRefusal));
  return published.map(({ courseId, isPresent }) => `${isPresent ? "+" : "-"}${courseId}`);
}

it("tells courses that were removed, then those that were added, and no others", async () => {
  assert.deepEqual(await spread(["a", "b", ""], ["c", "b", "d"]), ["-a", "+c", "+d"]);
  assert.deepEqual(await spread(["a"], ["a"]), []);
});
