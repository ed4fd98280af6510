import { ExitError, type Logger, type Part, toFault } from "@flotilla/chassis";
import type { ImportReport, PortImporter } from "../domain/import-ports.ts";
import type { PortLoader } from "../domain/port-loader.ts";
import type { Readiness } from "../domain/readiness.ts";
import { PortsFile } from "./ports-file.ts";

/** EX_DATAERR and EX_NOINPUT of sysexits.h. */
const exitCodes: Readonly<Record<string, number>> = { MALFORMED_FILE: 65, RECORD_TOO_LARGE: 65, FILE_UNREADABLE: 66 };

const logEveryMs = 1000;

/** What the file loader works with. */
export interface FileLoaderOptions {
  readonly path: string;
  readonly importer: PortImporter;
  readonly loader: PortLoader;
  readonly readiness: Readiness;
  readonly log: Logger;
}

/**
 * Loads the file of ports while the doors are open already, and says ready when it is in. A file that the store holds
 * already is not read again, so that what was put or imported since stays.
 */
export class FileLoader implements Part {
  readonly name = "ports file";
  readonly #options: FileLoaderOptions;
  readonly #file: PortsFile;

  constructor(options: FileLoaderOptions) {
    this.#options = options;
    this.#file = new PortsFile(options.path);
  }

  check(): void {
    this.#options.readiness.assertReady();
  }

  /** A broken file ends the process with 65, one that cannot be read with 66. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.load(signal);
    } catch (cause) {
      if (signal.aborted) return;
      throw toExitError(cause);
    }
  }

  /** Loads the file unless the store holds it. Rejects, with the ports as they were, when that fails. */
  async load(signal?: AbortSignal): Promise<void> {
    const { loader, readiness, log } = this.#options;
    const mark = await loader.readMark();
    const isHeld = mark !== undefined && (await this.#file.isSameAs(mark));
    if (isHeld) log.info({ file: this.#file.path }, "ports file is loaded already");
    else await this.reload(signal);
    readiness.finish();
  }

  /** Loads the file whatever the store holds. Rejects, with the ports as they were, when that fails. */
  async reload(signal?: AbortSignal): Promise<ImportReport> {
    const { importer, log } = this.#options;
    const { bytes, size, mark } = await this.#file.open();
    const progress = new Progress(this.#options, size);
    const report = await importer.importPorts(progress.watch(bytes), {
      mark,
      signal,
      onProgress: (sofar) => progress.report(sofar.read),
    });
    const { rejects, ...counts } = report;
    if (rejects.length > 0) log.warn({ rejects: rejects.slice(0, 10) }, "records of the ports file were rejected");
    log.info({ file: this.#file.path, ...counts, ...progress.toFields() }, "ports file loaded");
    return report;
  }
}

/** For whoever started the process: unlike a caller, they are told what the database says. */
function toExitError(cause: unknown): unknown {
  const fault = toFault(cause);
  const exitCode = exitCodes[fault.reason];
  if (exitCode !== undefined) return new ExitError(fault.message, exitCode, { cause });
  if (fault.reason !== "STORE_FAILED" || !(fault.cause instanceof Error)) return cause;
  return new Error(`the ports database cannot be used: ${fault.cause.message}`, { cause });
}

/** Counts bytes, and writes a log line now and then. */
class Progress {
  readonly #options: FileLoaderOptions;
  readonly #size: number;
  readonly #startMs = performance.now();
  #loggedMs = this.#startMs;
  #bytes = 0;

  constructor(options: FileLoaderOptions, size: number) {
    this.#options = options;
    this.#size = size;
  }

  async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of bytes) {
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  report(read: number): void {
    this.#options.readiness.report(read);
    const nowMs = performance.now();
    if (nowMs - this.#loggedMs < logEveryMs) return;
    this.#loggedMs = nowMs;
    this.#options.log.info(
      { read, ofMegabytes: toMegabytes(this.#size), ...this.toFields() },
      "loading the ports file",
    );
  }

  toFields(): { readonly megabytes: number; readonly megabytesPerSecond: number } {
    const seconds = (performance.now() - this.#startMs) / 1000;
    return { megabytes: toMegabytes(this.#bytes), megabytesPerSecond: toMegabytes(this.#bytes / seconds) };
  }
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
