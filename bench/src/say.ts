/** Tells whoever runs the bench what happens; the figures go to standard output. */
export function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}
