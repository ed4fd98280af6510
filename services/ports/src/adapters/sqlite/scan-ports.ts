import { setImmediate as pause } from "node:timers/promises";
import type { Port } from "../../domain/port.ts";
import type { ScanOrder } from "../../domain/port-store.ts";
import { attempt } from "./attempt.ts";
import { type PortDatabase, parseDocument } from "./port-database.ts";

const batchRows = 2000;

const byUnloc = `SELECT document FROM port WHERE unloc > ? ORDER BY unloc LIMIT ${batchRows}`;
const byPlace = `SELECT document FROM port WHERE (latitude, longitude, unloc) > (?, ?, ?)
  ORDER BY latitude, longitude, unloc LIMIT ${batchRows}`;

/** Goes through all ports in batches, starting each behind the last port of the one before. */
export async function* scanPorts(
  current: () => PortDatabase,
  order: ScanOrder,
): AsyncGenerator<readonly Port[], void, undefined> {
  for (let last: Port | undefined; ; ) {
    const batch = attempt(() => selectBatch(current(), order, last));
    if (batch.length > 0) yield batch;
    if (batch.length < batchRows) return;
    last = batch.at(-1);
    await pause();
  }
}

function selectBatch(database: PortDatabase, order: ScanOrder, last: Port | undefined): Port[] {
  const [longitude, latitude] = last?.coordinates ?? [-1000, -1000];
  const unloc = last?.unloc ?? "";
  const rows = order === "unloc" ? database.all(byUnloc, unloc) : database.all(byPlace, latitude, longitude, unloc);
  return rows.map(parseDocument);
}
