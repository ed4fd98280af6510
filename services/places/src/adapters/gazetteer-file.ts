import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ExitError, type Logger, type Part } from "@flotilla/chassis";
import type { Gazetteer } from "../domain/gazetteer.ts";
import { readFile, toByteSource } from "./gazetteer-index/byte-source.ts";
import type { Columns } from "./gazetteer-index/columns.ts";
import { GazetteerIndex } from "./gazetteer-index/gazetteer-index.ts";
import { readIndex } from "./gazetteer-index/index-file.ts";
import { indexStamp } from "./gazetteer-index/index-stamp.ts";

/** What the gazetteer file works with. */
export interface GazetteerFileOptions {
  readonly path: string;
  readonly log: Logger;
  /** Makes the bytes of an index from the data. */
  readonly build: () => Promise<Buffer>;
}

/**
 * Opens the index file and holds the gazetteer over it. A file that is missing, broken or made from other data is built
 * anew and written in one step; where it cannot be written, the index lives in memory until the process ends.
 */
export class GazetteerFile implements Part {
  readonly name = "places index";
  readonly #options: GazetteerFileOptions;
  #gazetteer: Gazetteer | undefined;

  constructor(options: GazetteerFileOptions) {
    this.#options = options;
  }

  /** What the index says, once the part is started. */
  get gazetteer(): Gazetteer {
    if (!this.#gazetteer) throw new Error("the places index is not open yet");
    return this.#gazetteer;
  }

  /** Rejects with exit code 65 when the file will not do and no other can be built. */
  async start(): Promise<void> {
    this.#gazetteer = new GazetteerIndex(this.#read() ?? (await this.#build()));
  }

  #read(): Columns | undefined {
    const { path, log } = this.#options;
    if (!existsSync(path)) {
      log.info({ file: path }, "places index is not there, building it");
      return undefined;
    }
    try {
      return readFile(path, (read) => readIndex(read, indexStamp));
    } catch (cause) {
      log.warn({ file: path, reason: toReason(cause) }, "places index cannot be used, building another");
      return undefined;
    }
  }

  async #build(): Promise<Columns> {
    const { path, log, build } = this.#options;
    const start = performance.now();
    const bytes = await build().catch((cause) => {
      throw new ExitError(`The places index ${path} cannot be used, nor built here: ${toReason(cause)}`, 65, { cause });
    });
    log.info({ bytes: bytes.length, durationMs: Math.round(performance.now() - start) }, "places index built");
    this.#save(bytes);
    return readIndex(toByteSource(bytes), indexStamp);
  }

  #save(bytes: Buffer): void {
    const { path, log } = this.#options;
    const draft = `${path}.${process.pid}`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(draft, bytes);
      renameSync(draft, path);
    } catch (cause) {
      if (existsSync(draft)) rmSync(draft);
      log.warn({ file: path, reason: toReason(cause) }, "places index cannot be written, keeping it in memory");
    }
  }
}

function toReason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
