import { setImmediate as pause } from "node:timers/promises";
import type { Port } from "../../domain/port.ts";
import type { PortQuery } from "../../domain/port-store.ts";
import { attempt } from "./attempt.ts";
import { type ListPlan, planList } from "./list-query.ts";
import { type PortDatabase, parseDocument } from "./port-database.ts";

/** Rows that are looked at one by one before others get their turn: some ten milliseconds. */
const sliceRows = 10_000;

/** Where a stretch of codes ends when it is the last one: behind every code. */
const behindAll = "~";

/**
 * Lists ports. What no index answers is looked for stretch by stretch, so that a search through millions of ports
 * stands in nobody's way. `current` is asked for each stretch: an import may have taken the place of the database.
 */
export async function listPorts(current: () => PortDatabase, query: PortQuery): Promise<Port[]> {
  const plan = planList(query.filter);
  const ports: Port[] = [];
  let after = query.after;
  while (after !== behindAll) {
    const last = plan.slow ? attempt(() => findStretchEnd(current(), plan, after)) : behindAll;
    const stretch = { after, last, limit: query.limit - ports.length };
    ports.push(...attempt(() => selectPorts(current(), plan, stretch)));
    after = ports.length < query.limit ? last : behindAll;
    if (after !== behindAll) await pause();
  }
  return ports;
}

function findStretchEnd(database: PortDatabase, { from, quick }: ListPlan, after: string): string {
  const sql = `SELECT unloc FROM ${from} WHERE unloc > ? ${quick.sql} ORDER BY unloc LIMIT 1 OFFSET ${sliceRows - 1}`;
  return (database.get(sql, after, ...quick.values)?.["unloc"] as string | undefined) ?? behindAll;
}

interface Stretch {
  readonly after: string;
  readonly last: string;
  readonly limit: number;
}

function selectPorts(database: PortDatabase, { from, quick, slow }: ListPlan, stretch: Stretch): Port[] {
  const conditions = `unloc > ? AND unloc <= ? ${quick.sql} ${slow?.sql ?? ""}`;
  const sql = `SELECT document FROM ${from} WHERE ${conditions} ORDER BY unloc LIMIT ?`;
  const values = [stretch.after, stretch.last, ...quick.values, ...(slow?.values ?? []), stretch.limit];
  return database.all(sql, ...values).map(parseDocument);
}
