import { badNear } from "./faults.ts";
import { parsePageToken, toPageToken } from "./page-token.ts";
import type { Place } from "./place.ts";
import type { Port } from "./port.ts";
import type { PortFilter } from "./port-filter.ts";
import type { PortStore } from "./port-store.ts";

/** Most ports on a page, and how many there are when nobody says. */
export const maxPageSize = 5000;

/** One page, and what to ask for the next one; empty on the last. */
export interface PortPage {
  readonly ports: readonly Port[];
  readonly nextPageToken: string;
}

/** Which page: `size` 0 means as many as there may be, an empty token the first. */
export interface PageRequest {
  readonly size: number;
  readonly token: string;
}

/** Lists what a filter lets through, page by page. Throws BAD_PAGE_TOKEN. */
export async function findPorts(store: PortStore, filter: PortFilter, page: PageRequest): Promise<PortPage> {
  const size = page.size === 0 ? maxPageSize : Math.min(page.size, maxPageSize);
  const after = page.token === "" ? "" : parsePageToken(page.token, filter);
  const ports = await store.list({ filter, after, limit: size + 1 });
  if (ports.length <= size) return { ports, nextPageToken: "" };
  const shown = ports.slice(0, size);
  return { ports: shown, nextPageToken: toPageToken(shown[size - 1]!.unloc, filter) };
}

/** Reads `25.4,55.5`: latitude, longitude. Throws BAD_NEAR. */
export function parseNear(near: string): Place {
  const parts = near.split(",").map((part) => part.trim());
  const [latitude = Number.NaN, longitude = Number.NaN] = parts.map(toNumber);
  if (parts.length !== 2 || Number.isNaN(latitude) || Number.isNaN(longitude)) {
    throw badNear("near must be latitude and longitude in degrees with a comma between, such as 25.4,55.5.");
  }
  if (Math.abs(latitude) > 90) throw badNear("The latitude in near, its first number, must be from -90 to 90.");
  if (Math.abs(longitude) > 180) throw badNear("The longitude in near, its second number, must be from -180 to 180.");
  return { latitude, longitude };
}

function toNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}
