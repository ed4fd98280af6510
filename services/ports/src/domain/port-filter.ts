import { fold } from "./fold.ts";
import { distanceKm, type Place } from "./place.ts";
import type { Port } from "./port.ts";

/** Which ports a list holds; what is absent does not count. */
export interface PortFilter {
  /** Name of the country, accents and case aside, or its two-letter code. */
  readonly country?: string;
  /** The whole city, accents and case aside. */
  readonly city?: string;
  /** A part of the name, accents and case aside. */
  readonly name?: string;
  /** Exactly this zone. */
  readonly timezone?: string;
  readonly near?: Circle;
}

/** All places at most `radiusKm` from the center. */
export interface Circle {
  readonly center: Place;
  readonly radiusKm: number;
}

/** What a country filter asks for: the two letters that UN/LOCODEs start with, or a folded name. */
export function parseCountry(country: string): { readonly prefix: string } | { readonly name: string } {
  return /^[A-Za-z]{2}$/.test(country) ? { prefix: country.toUpperCase() } : { name: fold(country) };
}

/** Does the filter let the port through? Stores with a query language of their own must agree with this. */
export function matches(port: Port, filter: PortFilter): boolean {
  const { country, city, name, timezone, near } = filter;
  if (country !== undefined && !isIn(port, country)) return false;
  if (city !== undefined && fold(port.city) !== fold(city)) return false;
  if (name !== undefined && !fold(port.name).includes(fold(name))) return false;
  if (timezone !== undefined && port.timezone !== timezone) return false;
  return near === undefined || isWithin(port, near);
}

function isIn(port: Port, country: string): boolean {
  const wanted = parseCountry(country);
  return "prefix" in wanted ? port.unloc.startsWith(wanted.prefix) : fold(port.country) === wanted.name;
}

function isWithin({ coordinates }: Port, { center, radiusKm }: Circle): boolean {
  if (!coordinates) return false;
  return distanceKm(center, { longitude: coordinates[0], latitude: coordinates[1] }) <= radiusKm;
}
