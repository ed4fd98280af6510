import { type Coordinates, isUnloc, type Port } from "./port.ts";

/** Longest text of a port, in UTF-16 units, and most items of one of its lists. The contract says the same. */
export const portLimits = { textLength: 256, listLength: 64 } as const;

/** Why a value is no port: the field (empty for the record itself) and what was expected of it. */
export class Rejection {
  readonly field: string;
  readonly message: string;

  constructor(field: string, message: string) {
    this.field = field;
    this.message = message;
  }
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Turns a parsed JSON value into a port, or says why it is none. Fields may come in any order, unknown ones are left
 * out, `null`, the empty text and an empty list count as absent, and what the real data lacks now and then may be absent. Runs once
 * per record of a file of millions: no exceptions, no regular expression but for the key.
 */
export function parsePort(unloc: string, value: unknown): Port | Rejection {
  if (!isUnloc(unloc)) return new Rejection("unloc", "must be a UN/LOCODE: two letters and three letters or digits");
  if (!isRecord(value)) return new Rejection("", "must be a JSON object");
  const problem =
    checkText(value, "name", true) ??
    checkText(value, "city", true) ??
    checkText(value, "country", true) ??
    checkText(value, "province", false) ??
    checkText(value, "timezone", false) ??
    checkText(value, "code", false) ??
    checkList(value, "alias") ??
    checkList(value, "regions") ??
    checkList(value, "unlocs") ??
    checkCodes(value["unlocs"]) ??
    checkCoordinates(value["coordinates"]);
  return problem ?? toPort(unloc, value);
}

function toPort(unloc: string, value: Json): Port {
  const unlocs = toList(value["unlocs"]);
  const port: Writable<Port> = {
    unloc,
    name: value["name"] as string,
    city: value["city"] as string,
    country: value["country"] as string,
    alias: toList(value["alias"]),
    regions: toList(value["regions"]),
    unlocs: unlocs.includes(unloc) ? unlocs : [unloc, ...unlocs],
  };
  if (!isAbsentPair(value["coordinates"])) port.coordinates = value["coordinates"] as unknown as Coordinates;
  if (value["province"]) port.province = value["province"] as string;
  if (value["timezone"]) port.timezone = value["timezone"] as string;
  if (value["code"]) port.code = value["code"] as string;
  return port;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const noItems: readonly string[] = [];

function toList(value: unknown): readonly string[] {
  return (value as readonly string[] | null | undefined) ?? noItems;
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkText(record: Json, field: string, isRequired: boolean): Rejection | undefined {
  const value = record[field];
  if (typeof value === "string") {
    if (value.length > portLimits.textLength) return new Rejection(field, "must not be longer than 256 characters");
    if (!value.isWellFormed()) return new Rejection(field, "must not hold half a surrogate pair");
    return value === "" && isRequired ? new Rejection(field, "must not be empty") : undefined;
  }
  const isAbsent = value === undefined || value === null;
  if (!isAbsent) return new Rejection(field, "must be a string");
  return isRequired ? new Rejection(field, "must be there") : undefined;
}

function checkList(record: Json, field: string): Rejection | undefined {
  const value = record[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return new Rejection(field, "must be an array of strings");
  if (value.length > portLimits.listLength) return new Rejection(field, "must not have more than 64 items");
  for (const item of value) {
    if (typeof item !== "string") return new Rejection(field, "must be an array of strings");
    if (item === "") return new Rejection(field, "must not hold an empty string");
    if (item.length > portLimits.textLength) return new Rejection(field, "must not hold more than 256 characters");
    if (!item.isWellFormed()) return new Rejection(field, "must not hold half a surrogate pair");
  }
  return undefined;
}

function checkCodes(unlocs: unknown): Rejection | undefined {
  return toList(unlocs).every(isUnloc) ? undefined : new Rejection("unlocs", "must hold UN/LOCODEs only");
}

/** An answer of ours shows coordinates that are not known as an empty list. */
function isAbsentPair(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function checkCoordinates(value: unknown): Rejection | undefined {
  if (isAbsentPair(value)) return undefined;
  const isPair = Array.isArray(value) && value.length === 2;
  if (!isPair) return new Rejection("coordinates", "must be [longitude, latitude]");
  if (!isWithin(value[0], 180)) return new Rejection("coordinates", "longitude must be a number from -180 to 180");
  if (!isWithin(value[1], 90)) return new Rejection("coordinates", "latitude must be a number from -90 to 90");
  return undefined;
}

function isWithin(value: unknown, bound: number): boolean {
  return typeof value === "number" && value >= -bound && value <= bound;
}
