import { setImmediate as pause } from "node:timers/promises";
import type { Port } from "../domain/port.ts";
import { matches } from "../domain/port-filter.ts";
import type { FileMark, PortLoader, PortStaging, PutCounts } from "../domain/port-loader.ts";
import type { PortQuery, PortStore, PutResult, ScanOrder } from "../domain/port-store.ts";

type Table = Map<string, Port>;

/** Ports in memory, lost when the process ends. */
export class MemoryPortStore implements PortStore, PortLoader {
  readonly name = "ports store (memory)";
  #ports: Table = new Map();
  #kept: Set<string> | undefined;
  #mark: FileMark | undefined;

  async find(unloc: string): Promise<Port | undefined> {
    return this.#ports.get(unloc) ?? toSorted(this.#ports).find((port) => port.unlocs.includes(unloc));
  }

  async list({ filter, after, limit }: PortQuery): Promise<Port[]> {
    const isWanted = (port: Port) => port.unloc > after && matches(port, filter);
    return toSorted(this.#ports).filter(isWanted).slice(0, limit);
  }

  async put(port: Port): Promise<PutResult> {
    this.#kept?.add(port.unloc);
    return put(this.#ports, port);
  }

  async *scan(order: ScanOrder): AsyncGenerator<readonly Port[], void, undefined> {
    const ports = toSorted(this.#ports);
    yield order === "unloc" ? ports : ports.filter((port) => port.coordinates).sort(compareByPlace);
    await pause();
  }

  async stage(): Promise<PortStaging> {
    const kept = new Set<string>();
    this.#kept = kept;
    const copy = new Map(this.#ports);
    return {
      put: (ports) => putAll(copy, ports, kept),
      publish: async (mark) => {
        for (const unloc of kept) copy.set(unloc, this.#ports.get(unloc)!);
        this.#ports = copy;
        this.#mark = mark ?? this.#mark;
      },
      drop: async () => {
        this.#kept = undefined;
      },
    };
  }

  async readMark(): Promise<FileMark | undefined> {
    return this.#mark;
  }

  async writeMark(mark: FileMark): Promise<void> {
    this.#mark = mark;
  }
}

function put(table: Table, port: Port): PutResult {
  const old = table.get(port.unloc);
  table.set(port.unloc, port);
  if (!old) return "created";
  return JSON.stringify(old) === JSON.stringify(port) ? "unchanged" : "updated";
}

function putAll(table: Table, ports: readonly Port[], kept: ReadonlySet<string>): PutCounts {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const port of ports) counts[kept.has(port.unloc) ? "unchanged" : put(table, port)]++;
  return counts;
}

function toSorted(table: Table): Port[] {
  return [...table.values()].sort((a, b) => (a.unloc < b.unloc ? -1 : 1));
}

function compareByPlace(a: Port, b: Port): number {
  const [longitudeA, latitudeA] = a.coordinates!;
  const [longitudeB, latitudeB] = b.coordinates!;
  return latitudeA - latitudeB || longitudeA - longitudeB;
}
