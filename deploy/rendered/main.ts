// Renders the chart for those who have no Helm. `npm run gen` runs it after the chart's own values are written; without a Helm
// on PATH it leaves everything as it is, and says so.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findHelm } from "./find-helm.ts";
import { renderOutputs } from "./outputs.ts";

const helm = findHelm();
if (helm === undefined) {
  process.stderr.write("flotilla: there is no helm on PATH, so what is rendered from the chart stays as it is\n");
} else {
  for (const { path, text } of await renderOutputs(helm)) writeFileSync(join(import.meta.dirname, "../..", path), text);
}
