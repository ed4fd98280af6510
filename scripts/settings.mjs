// Writes the tables of settings into the pages, between two markers, from the fields that the code declares; runs under
// the project's Node, called by gen.mjs. `renderPage` is what a test compares a page with.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, say } from "./project.mjs";

const table = /(<!-- settings -->\n).*?(<!-- \/settings -->)/s;

/** Every page with a table, and the module whose exported `…Fields` it lists. */
export function findPages() {
  const services = globSync("services/*/src/config.ts", { cwd: root }).sort();
  const own = services.map((source) => ({ page: source.replace("src/config.ts", "README.md"), source }));
  return [{ page: "docs/operations.md", source: "chassis/src/config/chassis-fields.ts" }, ...own];
}

/** The page as it should read. Throws when it has no place for the table. */
export async function renderPage({ page, source }) {
  const text = readFileSync(join(root, page), "utf8");
  if (!table.test(text)) throw new Error(`${page} lacks the lines <!-- settings --> and <!-- /settings -->`);
  const module = await import(pathToFileURL(join(root, source)).href);
  const exported = Object.entries(module).filter(([name]) => name.endsWith("Fields"));
  const fields = exported.flatMap(([, record]) => Object.values(record));
  return text.replace(table, (_, open, close) => `${open}${renderTable(fields)}${close}`);
}

function renderTable(fields) {
  const rows = fields.map(
    ({ env, shownDefault, help }) => `| \`${env}\` | ${toCell(shownDefault)} | ${toCell(help)} |\n`,
  );
  return `| setting | default | meaning |\n|---|---|---|\n${rows.join("")}`;
}

function toCell(text) {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

if (process.argv.includes("--write")) {
  for (const entry of findPages()) {
    await renderPage(entry).then(
      (text) => writeFileSync(join(root, entry.page), text),
      (error) => say(`no table of settings written: ${error.message}`),
    );
  }
}
