import type { Port } from "./port.ts";
import type { PortFilter } from "./port-filter.ts";

/** What putting a port did. */
export type PutResult = "created" | "updated" | "unchanged";

/** A stretch of the ports that a filter lets through, in the order of their UN/LOCODEs. */
export interface PortQuery {
  readonly filter: PortFilter;
  /** Only ports behind this UN/LOCODE; empty for all. */
  readonly after: string;
  readonly limit: number;
}

/** The order a scan goes in: by UN/LOCODE, or by place, which leaves out ports without coordinates. */
export type ScanOrder = "unloc" | "coordinates";

/** The ports that are served. Reads never see half an import. */
export interface PortStore {
  /** The port that has this UN/LOCODE as its own, else the first of those that list it among theirs. */
  find(unloc: string): Promise<Port | undefined>;
  list(query: PortQuery): Promise<Port[]>;
  /** Creates or replaces. While an import runs, the port also wins over what the file says of it. */
  put(port: Port): Promise<PutResult>;
  /** Goes through all ports in batches, letting others work in between. A write on the way may or may not be seen. */
  scan(order: ScanOrder): AsyncIterable<readonly Port[]>;
}
