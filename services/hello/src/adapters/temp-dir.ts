import { mkdtemp, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "@flotilla/chassis";

/** The folder for temporary data, a mounted volume in Kubernetes: not ready while nothing can be made in it. */
export class TempDir implements Part {
  readonly name = "temp-dir";
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async check(): Promise<void> {
    await rmdir(await mkdtemp(join(this.#path, "hello-")));
  }
}
