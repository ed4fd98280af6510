import { parsePort, Rejection } from "../../domain/parse-port.ts";
import type { Port } from "../../domain/port.ts";
import type { FileFormat, RecordBatch, RejectedRecord } from "../../domain/port-file.ts";
import { RecordScanner } from "./record-scanner.ts";

/** Bytes that are worked on in one go: about two hundred records, a millisecond or two with the store's part. */
const sliceBytes = 64 * 1024;

/** Reads ports from JSON bytes; see the domain's `ReadPortFile`. */
export async function* readPortFile(
  bytes: AsyncIterable<Uint8Array>,
  format?: FileFormat,
): AsyncGenerator<RecordBatch, void, undefined> {
  const batch = new BatchBuilder();
  const scanner = new RecordScanner((key, value, line, offset) => batch.add(key, value, line, offset), format);
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; start += sliceBytes) {
      scanner.push(chunk.subarray(start, start + sliceBytes));
      if (batch.hasSome()) yield batch.take();
    }
  }
  scanner.end();
  if (batch.hasSome()) yield batch.take();
}

/** Gathers what the scanner finds. */
class BatchBuilder {
  #ports: Port[] = [];
  #rejects: RejectedRecord[] = [];

  add(key: string | undefined, value: unknown, line: number, offset: number): void {
    const unloc = key ?? findKey(value);
    const port = parsePort(unloc, value);
    if (port instanceof Rejection) this.#rejects.push({ line, offset, unloc, ...port });
    else this.#ports.push(port);
  }

  hasSome(): boolean {
    return this.#ports.length > 0 || this.#rejects.length > 0;
  }

  take(): RecordBatch {
    const batch = { ports: this.#ports, rejects: this.#rejects };
    this.#ports = [];
    this.#rejects = [];
    return batch;
  }
}

/** A line carries its key inside: `unloc`, or else the first of its `unlocs`. */
function findKey(value: unknown): string {
  const { unloc, unlocs } = (value ?? {}) as { readonly unloc?: unknown; readonly unlocs?: unknown };
  const key = unloc ?? (Array.isArray(unlocs) ? unlocs[0] : undefined);
  return typeof key === "string" ? key : "";
}
