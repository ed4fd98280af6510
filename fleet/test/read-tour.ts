/** One command of the tour and the lines it must print. */
export interface Stop {
  readonly command: string;
  readonly expected: readonly string[];
}

/**
 * Reads a page's ```console blocks: a line `$ command` (continued after a final backslash), then the lines it prints.
 * In those, `…` stands for any text within a line, and alone on a line, indented or not, for any number of lines.
 */
export function readTour(page: string): readonly Stop[] {
  const blocks = [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
  return blocks.flatMap((block) =>
    block
      .replaceAll("\\\n", "")
      .split(/^\$ /m)
      .slice(1)
      .map((text) => text.trimEnd().split("\n"))
      .map(([command = "", ...expected]) => ({ command, expected })),
  );
}

/** Whether `printed` reads as the tour says. */
export function isAsExpected(expected: readonly string[], printed: string): boolean {
  const lines = expected.map((line) => (line.trim() === "…" ? "(?:.*\n)*?" : `${toPattern(line)}\n`));
  const text = printed === "" || printed.endsWith("\n") ? printed : `${printed}\n`;
  return new RegExp(`^${lines.join("")}$`).test(text);
}

function toPattern(line: string): string {
  return line.split("…").map(RegExp.escape).join(".*");
}
