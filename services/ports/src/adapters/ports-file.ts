import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileUnreadable } from "../domain/faults.ts";
import type { FileMark } from "../domain/port-loader.ts";

const chunkBytes = 256 * 1024;

/** A file of ports on disk. Everything here throws FILE_UNREADABLE. */
export class PortsFile {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Does the mark stand for the file as it is? Its bytes are read only where size and time leave a doubt. */
  async isSameAs(mark: FileMark): Promise<boolean> {
    const { size, mtimeMs } = await this.#stat();
    if (mark.path !== this.path || mark.size !== size) return false;
    return mark.mtimeMs === mtimeMs || mark.digest === (await this.#digest());
  }

  /** Opens the file: its bytes, and its mark once they have all been read. */
  async open(): Promise<{ bytes: AsyncIterable<Uint8Array>; size: number; mark(): FileMark }> {
    const { size, mtimeMs } = await this.#stat();
    const hash = createHash("sha256");
    const mark = () => ({ path: this.path, size, mtimeMs, digest: hash.digest("hex") });
    return { bytes: this.#read((chunk) => hash.update(chunk)), size, mark };
  }

  async #digest(): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of this.#read()) hash.update(chunk);
    return hash.digest("hex");
  }

  async *#read(look?: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of createReadStream(this.path, { highWaterMark: chunkBytes })) {
        look?.(chunk);
        yield chunk;
      }
    } catch (cause) {
      throw fileUnreadable(this.path, cause);
    }
  }

  async #stat() {
    try {
      return await stat(this.path);
    } catch (cause) {
      throw fileUnreadable(this.path, cause);
    }
  }
}
