import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file that is read as slowly as the test writes it. */
export interface Pipe {
  readonly path: string;
  /** Writes all there is and closes it. */
  write(text: string): Promise<void>;
}

/** A folder that goes with its test. */
export interface Folder extends Disposable {
  readonly path: string;
  writeFile(name: string, text: string): string;
  createPipe(name: string): Pipe;
}

/** Makes an empty folder for temporary files. */
export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "flotilla-ports-"));
  return {
    path,
    writeFile(name, text) {
      writeFileSync(join(path, name), text);
      return join(path, name);
    },
    createPipe(name) {
      execFileSync("mkfifo", [join(path, name)]);
      return { path: join(path, name), write: (text) => writePipe(join(path, name), text) };
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}

async function writePipe(path: string, text: string): Promise<void> {
  await using pipe = await open(path, "w");
  await pipe.writeFile(text);
}
