import { execFile } from "node:child_process";
import { cp, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { chart, helms } from "./render-chart.ts";

/** What Helm says after an installation with these values, where no cluster can be looked at. */
export async function renderNotes(values: object = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-notes-"));
  try {
    await cp(chart, folder, { recursive: true });
    await rename(join(folder, "templates/NOTES.txt"), join(folder, "NOTES.txt"));
    await writeFile(join(folder, "templates/notes.yaml"), 'notes: {{ tpl (.Files.Get "NOTES.txt") . | toJson }}\n');
    const options = ["--namespace", "flotilla", "--kube-version", "1.34.2", "--values", "-"];
    const only = ["--show-only", "templates/notes.yaml"];
    const rendering = promisify(execFile)(helms[1].path, ["template", "flotilla", folder, ...options, ...only]);
    rendering.child.stdin?.end(JSON.stringify(values));
    return parse((await rendering).stdout).notes;
  } finally {
    await rm(folder, { recursive: true });
  }
}
