import type { Field } from "./field.ts";

/** The settings as a Markdown table, in the order of their declaration: the one that a service's README shows. */
export function describeFields(fields: Readonly<Record<string, Field<unknown>>>): string {
  const rows = Object.values(fields).map(({ env, shownDefault, help }) => [`\`${env}\``, shownDefault, help]);
  const lines = [["Variable", "Default", "Meaning"], ["---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.map(escapeCell).join(" | ")} |`).join("\n");
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", "<br>");
}
