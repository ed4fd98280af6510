import { Fault, type FaultDetail } from "@flotilla/chassis/fault";

/** GeoNames knows no such place, or it has fewer than 1,000 people. */
export function idNotFound(id: number): Fault {
  const message = `No place has the GeoNames id ${id}.`;
  return new Fault({ code: "not_found", reason: "PLACE_NOT_FOUND", message });
}

/** No place is called so, in this country if one is given; `spellings` are names that places have. */
export function nameNotFound(query: { name: string; country: string }, spellings: NearSpellings): Fault {
  const where = query.country === "" ? "" : ` in ${query.country}`;
  const near = spellings.names.length > 0 ? ` Near spellings: ${spellings.names.join(", ")}.` : "";
  const message = `No place${where} is called ${query.name}.${near}`;
  return new Fault({ code: "not_found", reason: "PLACE_NOT_FOUND", message, details: spellings.details });
}

/** Names that are spelled almost so, and the same for programs. */
export interface NearSpellings {
  readonly names: readonly string[];
  readonly details: readonly FaultDetail[];
}

/** The page token was made by somebody else, or for another list. */
export function badPageToken(): Fault {
  const message = "The page token does not belong to this list. Send next_page_token as it came, with the same name.";
  return new Fault({ code: "invalid_argument", reason: "BAD_PAGE_TOKEN", message });
}
