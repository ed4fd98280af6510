import type { Side } from "@flotilla/chassis/relation";
import type { SeenRecord } from "../workload/door.ts";
import { type Addresses, collectionOf, toRecord } from "./rest-door.ts";

interface Page {
  readonly data: readonly Readonly<Record<string, string | readonly string[]>>[];
  readonly next_page_token: string;
}

/** All records of a side, page by page as callers get them, from the cache where there is one. */
export async function readRecords(addresses: Addresses, side: Side): Promise<readonly SeenRecord[]> {
  const records: SeenRecord[] = [];
  let token = "";
  do {
    const query = new URLSearchParams({ page_size: "50", page_token: token });
    const response = await fetch(`${addresses[side]}${collectionOf[side]}?${query}`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const page = (await response.json()) as Page;
    records.push(...page.data.map((fields) => toRecord(side, fields, "")));
    token = page.next_page_token;
  } while (token !== "");
  return records;
}
