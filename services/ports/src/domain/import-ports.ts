import { importRunning } from "./faults.ts";
import type { FileFormat, ReadPortFile, RejectedRecord } from "./port-file.ts";
import type { FileMark, PortLoader, PortStaging } from "./port-loader.ts";

/** Most rejected records that a report lists; it counts them all. */
const maxListedRejects = 100;

/** What an import did: `read = created + updated + unchanged + rejected`. */
export interface ImportReport {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** The first hundred. */
  readonly rejects: RejectedRecord[];
}

/** What an import may be told. */
export interface ImportOptions {
  /** Absent: the first bytes tell. */
  readonly format?: FileFormat | undefined;
  /** Ends the import as if the file had broken off. */
  readonly signal?: AbortSignal | undefined;
  /** Asked after the last byte: what to remember of the file. */
  readonly mark?: () => FileMark;
  /** Told after every batch. */
  readonly onProgress?: (report: Readonly<ImportReport>) => void;
}

/** What the importer works with. `pause` lets everybody else work for a moment. */
export interface ImporterPorts {
  readonly loader: PortLoader;
  readonly readPortFile: ReadPortFile;
  pause(): Promise<void>;
}

/** Brings whole files in, one at a time, all or nothing. */
export class PortImporter {
  readonly #ports: ImporterPorts;
  #isRunning = false;

  constructor(ports: ImporterPorts) {
    this.#ports = ports;
  }

  /**
   * Creates or updates every port of the file; none is deleted, and a later entry wins. When it rejects, with
   * IMPORT_RUNNING, MALFORMED_FILE or whatever the source threw, nothing has changed.
   */
  async importPorts(bytes: AsyncIterable<Uint8Array>, options: ImportOptions = {}): Promise<ImportReport> {
    if (this.#isRunning) throw importRunning();
    this.#isRunning = true;
    try {
      return await this.#import(bytes, options);
    } finally {
      this.#isRunning = false;
    }
  }

  async #import(bytes: AsyncIterable<Uint8Array>, options: ImportOptions): Promise<ImportReport> {
    const staging = await this.#ports.loader.stage();
    try {
      const report = await this.#fill(staging, bytes, options);
      await staging.publish(options.mark?.());
      return report;
    } finally {
      await staging.drop();
    }
  }

  async #fill(staging: PortStaging, bytes: AsyncIterable<Uint8Array>, options: ImportOptions): Promise<ImportReport> {
    const report: ImportReport = { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, rejects: [] };
    for await (const { ports, rejects } of this.#ports.readPortFile(bytes, options.format)) {
      options.signal?.throwIfAborted();
      const counts = staging.put(ports);
      report.created += counts.created;
      report.updated += counts.updated;
      report.unchanged += counts.unchanged;
      report.rejected += rejects.length;
      report.read += ports.length + rejects.length;
      report.rejects.push(...rejects.slice(0, maxListedRejects - report.rejects.length));
      options.onProgress?.(report);
      await this.#ports.pause();
    }
    options.signal?.throwIfAborted();
    return report;
  }
}
