import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "./places.ts";

const file = join(benchFolder, "RESULTS.md");
const head = "# Results\n\nEvery section is written by the command it names; README.md says what the figures mean.\n";

/** Replaces one section of RESULTS.md, or appends it; the others stay as they are. */
export function writeResults(title: string, body: string): void {
  const text = existsSync(file) ? readFileSync(file, "utf8") : head;
  writeFileSync(file, replaceSection(text, title, body));
}

/** The Markdown text with the section `## title` holding `body`. */
export function replaceSection(text: string, title: string, body: string): string {
  const section = `## ${title}\n\n${body.trim()}\n`;
  const parts = text.split(/^(?=## )/m);
  const index = parts.findIndex((part) => part.startsWith(`## ${title}\n`));
  const replaced = index < 0 ? [...parts, section] : parts.with(index, section);
  return `${replaced.map((part) => part.trim()).join("\n\n")}\n`;
}
