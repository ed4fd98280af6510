import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** What processes print, in files of a folder: there even when whoever writes them is killed. */
export class KeptLogs implements Disposable {
  readonly #folder: string | undefined;
  readonly #files: number[] = [];

  /** Without a folder nothing is kept. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Takes the lines of one process; undefined: nobody wants them. */
  open(name: string): ((line: string) => void) | undefined {
    if (this.#folder === undefined) return undefined;
    mkdirSync(this.#folder, { recursive: true });
    const file = openSync(join(this.#folder, `${name}.log`), "w");
    this.#files.push(file);
    // What is printed at last may be read after the end.
    return (line) => void (this.#files.includes(file) && writeSync(file, `${line}\n`));
  }

  [Symbol.dispose](): void {
    for (const file of this.#files.splice(0)) closeSync(file);
  }
}
