// Loaded into the process of every test file. A test that timed out never comes to close what it opened, and its file would
// keep the whole run waiting for ever: this ends it, as failed, and says what was left open.
import { after } from "node:test";

/** `?graceMs=` behind the name of this file overrides it. */
const graceMs = Number(new URL(import.meta.url).searchParams.get("graceMs") ?? 30_000);

if (process.env.NODE_TEST_CONTEXT) after(() => void setTimeout(end, graceMs).unref());

function end() {
  const open = process.getActiveResourcesInfo().join(", ");
  process.stderr.write(`its tests are over, but ${process.argv[1]} still has open: ${open}\n`);
  process.exit(1);
}
